## What each figure is called, and what it means

figure-requests = requests
figure-requests-means = requests that began in the period; those that came before an answer are one
figure-times = median, 90th
figure-times-means = by when half and nine of ten of the answers had come: time on the wall from the request to the next touch
figure-in-time = in time
figure-in-time-means = of the requests whose time is up, the share answered within its limit; who waits beyond it, or was decided about only then, was not; who may still be answered in time, or was decided about before, does not count
figure-waiting = waiting, late
figure-waiting-means = requests that nobody has answered yet, and how many of them are beyond their limit
figure-late-now = late now
figure-late-now-means = all requests beyond their limit, also those that began before the period; a planned follow-up that is overdue is no request, so the queue can count more
figure-funnel = funnel
figure-funnel-means = people who asked for the first time in the period: how many were touched, and how many are qualified now
figure-hours = when they ask
figure-hours-means = requests by the weekday and hour in which they began
figure-dismissed = dismissed
figure-dismissed-means = leads that were dismissed in the period and still are, by the reason
figure-guards = guards
figure-guards-means = how often somebody went on although a guard advised against it; what was taken back does not count
figure-small = ?
figure-small-means = a figure from fewer than 8 is marked: one more could turn it around; times count answers, shares what they are a share of

## The heads of the table. At most 8 columns each.

column-requests = requests
column-median = median
column-p90 = 90th
column-in-time = in time
column-waiting = waiting
column-late = late

## What requests are parted by

part-week = week
part-stage = stage
part-source = source
part-offer = offer
part-owner = owner
# $part - one of those above
numbers-by = By { $part }
numbers-week-of = Week of
numbers-no-offer = (none)
numbers-no-owner = (nobody)

## The period and the headline. Counts come twice: $number to choose the form by, and as they are shown.

numbers-period = { $from } to { $to }
numbers-requests = { $number ->
    [one] { $shown } request
   *[other] { $shown } requests
}
# One sentence behind another
numbers-sentences = { $first } { $second }
numbers-nobody-asked = Nobody asked for anything in this period.
numbers-none-touched = { $requests }, decided without a touch.
numbers-none-answered = { $requests }, and none is answered yet.
# The clauses of one sentence: how many in time, their share, how fast
numbers-in-time = { $number ->
    [one] { $within } of { $judged } request was answered in time
   *[other] { $within } of { $judged } requests were answered in time
}
numbers-in-time-share = { $clause }, { $share }
numbers-sentence = { $clause }.
numbers-one-answer = { $clause }; the one answer took { $median }.
numbers-half-came = { $clause }; half of the { $answers } answers came within { $median }.
numbers-may-be-in-time = { $count } may still be in time.
numbers-one-late = 1 waits beyond its limit, for { $span }.
numbers-one-late-before = 1 from before this period waits beyond its limit, for { $span }.
numbers-late = { $count } wait beyond their limit, the oldest for { $span }.
numbers-late-before = { $count } from before this period wait beyond their limit, the oldest for { $span }.
numbers-late-some-before = { $count }, { $before } of them from before this period, wait beyond their limit, the oldest for { $span }.

## The steps of the funnel

funnel-asked = asked
funnel-touched = touched
funnel-qualified = qualified

## The page of the screen. The signs in the legend are those of the chart.

numbers-counting = counting…
numbers-as-they-arrive = The numbers count requests as they arrive.
numbers-read-a-file = read a file of leads: CSV, JSON or JSONL
numbers-feeds = the feeds: what brings leads, and how it is
numbers-further-back = Further back, from the shell: leadclock report --weeks 52
numbers-chart = TIME TO FIRST TOUCH
numbers-legend = ─ median • 90th ? few
numbers-legend-limit = ─ median • 90th ? few ┄ limit
numbers-no-answers = no answers in this period
numbers-next-part = { $number } of { $of }, Tab: the next
numbers-hours = WHEN THEY ASK
numbers-hours-hint = requests by weekday and hour
numbers-came-of-it = WHAT CAME OF IT
numbers-came-of-it-hint = people who first asked in this period
numbers-dismissed = DISMISSED
numbers-guards = GUARDS OVERRIDDEN
numbers-none = none

## The report on paper

report-title = Leads, { $period }
report-funnel = Funnel
report-people = people
report-share = share
report-times = times
report-when-they-ask = When they ask
report-dismissed = Dismissed
report-guards = Guards overridden
report-none = None.
report-figures = What the figures mean
report-of-zone = Weeks and hours are those of { $zone }. A figure with ? comes from fewer than 8.
report-figure = { $name }: { $means }
