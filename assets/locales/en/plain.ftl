## Times and amounts, said in full

# $short - Mon, Tue, Wed, Thu, Fri, Sat or Sun
plain-weekday = { $short ->
    [Mon] Monday
    [Tue] Tuesday
    [Wed] Wednesday
    [Thu] Thursday
    [Fri] Friday
    [Sat] Saturday
   *[Sun] Sunday
}
plain-month = { $number ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[other] December
}
plain-moment = { $weekday } { $day } { $month } { $time }
plain-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
plain-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
plain-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
plain-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
plain-touches = { $count ->
    [one] { $count } touch
   *[other] { $count } touches
}
plain-leads = { $count ->
    [one] { $count } lead
   *[other] { $count } leads
}

## Parts of a sentence, and its end

plain-and = { $first }, { $second }
plain-sentence = { $words }.

## The conversation

plain-hello = leadclock, in words. Type help for the commands.
plain-goodbye = Goodbye. Everything is saved.
plain-help-or-next = Type help for the commands, next for a lead.
plain-no-command = { $words }: there is no such command. Type help.
plain-no-number = There is no { $number }; the list has { $count }.
plain-find-what = Say what to find: a name, a company, an offer, or a view: find view:overdue.
plain-not-understood = Not understood: { $why }.
plain-found = { $leads } found.
plain-no-more = There are no more.
plain-more = { $count } more: type more, or find and a name.
plain-nothing-owed = Nothing is owed to anybody.
plain-last-one = That was the last one. Type next to begin again.
plain-no-lead = No lead is open. Type next, or a number of the list.
plain-gone = That lead is gone: it was erased, or is one with another.
plain-summary = { $overdue } overdue, { $soon } due soon, { $open } open.
plain-done-today = Done today: { $touches } logged, { $qualified } qualified, { $dismissed } dismissed.
plain-left-today = Left today: { $overdue } overdue, { $more } more due before midnight.
plain-after-today = After today: { $time }, { $name }.

## A lead in one line

plain-no-name = no name
plain-qualified = qualified
plain-heads-up = a partner answers for an offer of it
plain-overdue = overdue { $span }
plain-due-soon = due soon, { $span } left
plain-left = { $span } left

## A lead, whole. The first words say what the line is about.

plain-nobody-named = No name
plain-why = Why now: { $why }.
plain-time = Time: { $time }.
plain-offer = Offer: { $offer }.
plain-wrote = They wrote: "{ $text }"
plain-warning = Warning: { $warning }.
plain-entries-before = { $count ->
    [one] { $count } entry before that: type history.
   *[other] { $count } entries before that: type history.
}
plain-note = note: "{ $text }"
plain-happened = { $time }: { $what }.
plain-happened-by = { $time }: { $what }, by { $who }.
plain-standing = Stage { $stage }, status { $status }, { $touches }
plain-standing-dismissed = { $standing }, dismissed: { $reason }
plain-standing-last = { $standing }, the last on { $time }
plain-standing-owner = { $standing }, owner { $owner }.
plain-nobody = nobody
plain-planned = Planned: { $time }.
plain-planned-step = Planned: { $time }, { $step }.
plain-snoozed = Snoozed until { $time }.
plain-milestone = Milestone: { $milestone }, { $time }.
plain-still-open = To qualify, still open: { $item }. { $asks }
plain-known = To qualify, known: { $items }.
plain-mail = Mail
plain-phone = Phone
plain-way = { $way }: { $value }
plain-way-barred = { $way }: { $value }, but { $why }.
plain-no-way = { $way }: { $why }.
plain-none = none
plain-same = May be the same person as { $name }, id { $id }: { $reasons }.

## What is asked, and what is answered

plain-yes = yes
plain-no = no
plain-better = better
plain-ask-when = When? For example: tue 9am, in 2 days.
plain-ask-outcome = What came of the { $channel }?
plain-ask-dismiss = Why dismiss it?
plain-ask-milestone = Which milestone was reached?
plain-ask-note = What does it say?
plain-ask-which = Which of them?
plain-ask-whom = To whom?
plain-ask-qualify = Still open: { $items }. Type tick and what is met, or say why it is worth it all the same:
plain-none-of-them = { $words } is none of them. { $question }
plain-not-about-a-lead = That is not about a lead.
plain-no-checklist = This lead has no checklist.
plain-opt-out-how = Say opt out mail, opt out calls, or opt out for no contact at all.
plain-note-too-long = A note can not be longer than { $most } bytes.
plain-choices-as-before = The choices are as before; an empty line leaves them.
plain-nothing-done = Nothing was done.
plain-not-done = Not done: { $why }.
plain-wait = Wait: { $why }.
plain-all-the-same-or-better = Better on { $time }. Go on all the same? Type yes, no, or better to plan it for then:
plain-all-the-same = Go on all the same? Type yes or no:
plain-saved = Saved: { $what }, { $name }.
plain-saved-then = Saved: { $what }, { $name }, { $then }.
plain-then-next = Type next for the next lead.
plain-not-saved = Not saved: { $why }. Nothing was changed.
plain-nothing-to-undo = Nothing of yours is left to undo here.
plain-nothing-to-redo = Nothing was undone since your last decision.
plain-took-back = Took back: { $what }, { $whom }. Saved.
plain-restored = Restored: { $what }, { $whom }. Saved.

## Help. The commands themselves are the same in every language.

plain-help-numbers = A number opens the lead of that number in the list.
plain-help-empty = Where something is asked, an empty line leaves it.
plain-help-row = { $command }: { $does }.
plain-help-next = opens the next lead to answer
plain-help-list = the leads by urgency, ten at a time
plain-help-more = the next ten
plain-help-find = the leads that hold them
plain-help-read = says the open lead again
plain-help-history = all that happened to it
plain-help-call = logs a call, such as: call no answer
plain-help-mail = logs a mail, such as: mail sent
plain-help-meeting = logs a meeting
plain-help-touch = logs another touch
plain-help-follow-up = plans the next touch: follow up tue 9am
plain-help-snooze = out of sight until then
plain-help-nurture = puts it off for long; without a time as planned
plain-help-tick = prerequisites that are met: tick budget need
plain-help-untick = they are open again
plain-help-qualify = worth the full process; a reason where some are open
plain-help-milestone = how far a qualified lead has come
plain-help-dismiss = nothing more is to come: dismiss spam
plain-help-opt-out = they want no more of it; or none at all
plain-help-reopen = back to work
plain-help-note = writes a note
plain-help-assign = gives it to somebody; to nobody: assign nobody
plain-help-undo = takes your last decision back; redo restores it
plain-help-today = what the day brought, and what is left
plain-help-quit = leaves; everything is saved already
