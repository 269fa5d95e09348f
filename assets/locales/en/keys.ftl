## Headings of the help page

section-move = Getting around
section-decide = Working a lead
section-many = Many at once
section-program = The program
section-filter = In the filter
section-signs = Signs

## What each key does, on the help page, in the palette and in the README

key-help-down = next line
key-help-up = previous line
key-help-next-overdue = next overdue lead
key-help-previous-overdue = previous overdue lead
key-help-top = first line
key-help-bottom = last line
key-help-half-down = half a screen down
key-help-half-up = half a screen up
key-help-page-down = a screen down
key-help-page-up = a screen up
key-help-open = open the lead, unfold a group
key-help-back = back; clear marks, then the filter
key-help-fold = fold the group; close the detail
key-help-filter = filter as you type
key-help-views = saved views with their counts; save the filter
key-help-call = log a call with its outcome
key-help-mail = log an e-mail
key-help-meet = log a meeting or another touch
key-help-qualify = qualify: worth the full sales process
key-help-dismiss = dismiss with a reason
key-help-follow-up = follow up in N days, or "tue 9am"
key-help-snooze = out of sight for N hours, or "mon"
key-help-note = write a note
key-help-tick = tick a prerequisite, on the lead's page
key-help-milestone = milestone of a qualified lead
key-help-assign = assign an owner
key-help-contact = open the address or the number in another program
key-help-copy = copy the address, number, name, company or id
key-help-link = the same person: link the two leads
key-help-unlink = not the same person: refuse, or part again
key-help-reopen = open a decided lead again
key-help-repeat = the last verb again, on this lead
key-help-undo = take the last decision back
key-help-redo = restore what was taken back
key-help-tell-again = tell the CRM again what it did not take
key-help-move-left = on the board: the card to the left column
key-help-move-right = on the board: the card to the right column
key-help-mark = mark the row; verbs then act on all marks
key-help-mark-range = mark from the last mark to here
key-help-mark-all = mark all rows of the filter or group; again: none
key-help-mine = only my leads; again: all
key-help-today = what was done today, what is left
key-help-queue = the queue of leads
key-help-board = the board, by status; again: by stage
key-help-numbers = the numbers: how fast, and what came of it
key-help-feeds = the feeds: what brings leads, and how it is
key-help-sync = ask the feeds for new leads now
key-help-palette = find anything that keys do, by a few letters
key-help-mask = mask names, companies, addresses and texts; again: show
key-help-import = read leads from a file
key-help-help = these keys
key-help-suspend = to the shell; fg comes back
key-help-quit = leave; everything is saved already
key-help-demo = look around with made-up leads

## The same in the footer: one or two words

key-label-next-overdue = next overdue
key-label-open = open
key-label-filter = filter
key-label-call = call
key-label-mail = mail
key-label-qualify = qualify
key-label-dismiss = dismiss
key-label-follow-up = follow up
key-label-snooze = snooze
key-label-note = note
key-label-undo = undo
key-label-move-left = card left
key-label-move-right = card right
key-label-mark = mark
key-label-help = help
key-label-quit = quit

## What follows a key. The last puts such words, or why an action is of no use now, in brackets.

key-then-digit = then a digit
key-then-words = then a digit or words
key-then-letter = then a letter
key-bracketed = ({ $words })

## The filter and the signs, on the help page

key-filter-words = both words, in the name, company, offer, address or phone
key-filter-not = not; one of both; brackets keep things together
key-sign-overdue = overdue: the touch was owed before now
key-sign-due-soon = due soon: the last quarter of the limit runs
key-sign-heads-up = a request of this person went to a partner (DNC)
key-sign-again = qualified before; a later record wants an answer
key-sign-marked = marked
key-more = more ↓
