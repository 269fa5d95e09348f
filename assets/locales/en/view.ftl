## The line on top. $count is a number with its thousands apart, $ago is `2m ago`, $time is `09:00`.

header-overdue = { $count } overdue
header-due-soon = { $count } due soon
header-open = { $count } open
header-demo = demo
header-read-only = read-only
header-masked = masked
header-feeds-want-a-look = { $count ->
    [one] { $count } feed wants a look
   *[other] { $count } feeds want a look
}
header-offline = offline
header-offline-since = offline, as of { $when }
header-synced = synced { $ago }
header-unsent = { $count } unsent
header-refused = ✗ { $count } refused by the CRM

## The views, with their keys in front

header-queue = Queue
header-board = Board
header-numbers = Numbers
header-feeds = Feeds
header-lead = Lead
header-keys = Keys
header-today = Today

## What the queue is filtered by. $shown is the $count with its thousands apart.

filter-hint = { $key } to filter
filter-matches = { $count ->
    [one] { $count } match
   *[other] { $shown } matches
}
filter-many-match = many match
filter-view = view: { $name }
filter-is = filter: { $query }
filter-esc-clears = Esc clears
# The names of the fields stay as they are.
filter-empty = words, or a field: due: is: stage: owner: …

## The queue

list-open = { $count } open
list-overdue = { $count } overdue
# How many steps of a cadence; at most 6 columns.
list-step = { $number } of { $of }

## The board

board-none = none

## Joined words

# Two parts of an enumeration. More than two are joined one after another.
page-and = { $first }, { $second }
# A name or a label, and what belongs to it.
page-of = { $label }: { $words }
page-more = { $count } more ↓
page-more-below = more ↓
page-too-small = leadclock needs { $needed }, this is { $given }

## The page of a lead: who it is. The labels are at most 5 columns wide.

page-no-name = (no name)
page-mail = mail
page-call = call
page-time = time
# $words are the time there, $better is a day and a time.
page-good-from = { $words }; good from { $better } here
page-same-person = The same person?
page-link-keys = { $link } links, { $unlink } refuses
page-linked = Linked
page-unlink-key = { $unlink } parts again

## What is owed. The labels are at most 10 columns wide, the times are `3h 12m`.

page-why-first = Why first
# How long is left of a limit, behind a bar.
page-left-of = { $left } of { $limit }
page-due = Due
page-due-working = { $due }, in working hours
page-due-closed = { $due }, in working hours; closed until { $open }
page-waiting = Waiting
page-waited = { $time } since they asked
page-waited-late = { $time } since they asked; the record reached us { $late } late
page-status = Status
page-touches = { $count ->
    [0] no touch
    [one] { $count } touch
   *[other] { $count } touches
}
page-guards-overridden = { $count ->
    [one] { $count } guard overridden
   *[other] { $count } guards overridden
}
page-last-touch = last { $time }
page-snoozed = Snoozed
page-snoozed-until = until { $time }
page-planned = Planned
page-owner = Owner
page-opted-out = Opted out
page-crm = CRM
page-no-more-mails = asked for no more mails
page-no-more-calls = asked for no more calls
page-heads-up = Heads-up
page-heads-up-says = one request went to a partner (DNC); about that offer the partner answers
page-milestones = Milestones
page-no-milestone = none reached yet

## The checklist

page-prerequisites = Prerequisites
page-all-met = all met
page-to-qualify = To qualify
page-open-of = { $count } of { $of } open
page-ask = ask
page-known = known

## What happened

page-history = History
# $month is Jan, Feb, Mar, Apr, May, Jun, Jul, Aug, Sep, Oct, Nov or Dec, $day has two digits; at most
# 11 columns.
page-day = { $day } { $month } { $year }
page-records = { $count ->
    [one] Record
   *[other] Records
}
# $action is `contact me`, $source is `Azure Marketplace`.
page-record = { $action } from { $source }
page-with-code = { $words } ({ $code })
page-began = began { $time }
page-reached-us = reached us { $late } later

## What a folded group holds

page-about-snoozed = Out of sight until their time comes; their deadlines run on.
page-about-forgotten = Open, but untouched for 30 days. Nothing falls off.
page-about-nurturing = Put off for long, with a date.
page-about-qualified = Handed on as worth the full sales process.
page-about-dismissed = Nothing more is to come; { $key } opens one again.
page-about-do-not-contact = Heads-ups that Microsoft passed to a partner, and people who asked not to be contacted.
# A key stands in front.
page-shows-them = shows them

## What may be seen of a lead while the screen is masked

page-no-hour = it is no hour to call there
page-not-dialled = can not be dialled
page-not-an-address = not an address

## The day. A number stands in front of most.

today-looking = looking at the day…
today-done = Done today
today-touches = touches
today-planned = follow-ups planned
today-qualified = qualified
today-dismissed = dismissed
today-overrides = guards overridden
today-left = Left
today-overdue = overdue
today-before-midnight = more due before midnight
today-then = Then
today-nothing = nothing is owed yet

## The queue without rows. A key stands in front of some.

welcome-reading = reading the leads…
welcome-no-match = No lead matches the filter.
# Two lines of at most 56 columns.
welcome-looks-at =
    It looks at names, companies, offers and addresses,
    without regard to case and accents.
welcome-clears = clears it
welcome-none-yet = No leads yet.
welcome-read-only = The database can only be read here.
welcome-import = read a file of leads: CSV, JSON or JSONL
welcome-feeds = the feeds: connected once, leads arrive by themselves
welcome-demo = look around with made-up leads
welcome-help = all keys
welcome-quit = leave
welcome-shell = From the shell: leadclock FILE… reads files and opens this.

## What is asked above the last lines

panel-really = Really?
panel-so-for = so for { $asked } of { $of }; nothing was done yet
# A key stands in front.
panel-again = again: all the same, and it is logged so
panel-what-is-met = What is met?
# `Enter` stands in front.
panel-qualifies = qualifies it
panel-qualifies-all-the-same = qualifies it all the same, with a reason
# The name of a lead follows.
panel-who-is-the-same = Who is the same person as
panel-who-is-another = Who is somebody else than
panel-open-what = Open what?
panel-copy-what = Copy what?
panel-which-view = Which view?
panel-save-the-filter = save the filter: { $query }

## A draft. The labels are at most 8 columns wide.

panel-to = To
panel-subject = Subject
panel-no-address = (no address)
panel-masked = masked: { $key } shows the draft; what opens or copies it takes it as it is

## The line above the keys

footer-not-saved = not saved: { $words }
footer-saving = saving…
footer-reading = reading the file…
footer-marked = { $count } marked: verbs act on all of them · Esc clears the marks
footer-nobody = nobody

## What is asked in it. What is typed follows.

footer-why-qualify = Why qualify it all the same?
footer-note = Note on { $whom }:
footer-view-name = Save the view as
footer-view-of = for { $query }
footer-import = Import which file?
footer-formats = CSV, JSON or JSONL

## What keys do: each stands behind its key, as short as can be

footer-back = back
footer-went-out = it went out: log it
footer-not-sent = not sent
footer-mail-program = open in the mail program
footer-edit = edit
footer-copy = copy
footer-scroll = scroll
footer-tick = tick
footer-go-on = go on
footer-keep = keep
footer-clear = clear
footer-move = move
footer-complete = complete
footer-do-it = do it
footer-save = save
footer-save-as-view = save the filter as a view
footer-by-what = by what
footer-what-they-mean = what they mean
footer-the-numbers = the numbers
footer-ask-now = ask now
