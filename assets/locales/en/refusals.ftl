## Why something may not be done, and what to do instead

refusal-test-lead = this is a test lead from Microsoft: nobody is behind it
refusal-do-not-contact = do not contact: this request went to a partner, a heads-up only
refusal-opted-out = this person asked not to be contacted
refusal-opted-out-of-calls = this person asked for no more calls
refusal-opted-out-of-mails = this person asked for no more mails
refusal-opted-out-of-meetings = this person asked for no more meetings
refusal-opted-out-of-messages = this person asked for no more messages
refusal-opted-out-already = that is noted already
refusal-open-prerequisites = still open: { $items }; tick what is met, or say why it is worth it all the same
refusal-no-such-prerequisite = the checklist of this offer has no { $given }; it has: { $known }
refusal-ticked-already = that is ticked already
refusal-open-already = that is open already
refusal-not-qualified = milestones are for qualified leads; qualify it first
refusal-no-such-milestone = there is no milestone { $given }; there are: { $known }
refusal-same-milestone = that milestone is reached already
refusal-dismissed = already dismissed ({ $reason }); reopen it first
refusal-handed-on = already qualified (handed on); reopen it first
refusal-already-qualified = already qualified
refusal-open = it is open already ({ $status })
refusal-not-in-future = that time has passed; name one that is still to come
refusal-too-far = that is more than ten years away
refusal-touch-in-future = a touch is logged after it was made; to plan one, use a follow-up
refusal-wrong-outcome = { $channel } can not end in "{ $outcome }"; it is one of: { $known }
refusal-one-lead = that is one lead already
refusal-test-with-real = one of the two is a test lead from Microsoft: nobody is behind it
refusal-nothing-linked = nothing is linked here: all its records name one person
refusal-gone = it was erased a moment ago
refusal-not-of-lead = that record belongs to another lead
refusal-apart-already = it is remembered already that these are two people
refusal-same-owner = it has that owner already

## Words that name no time

time-empty = no time was given
time-not-understood = "{ $words }" was not understood
time-bare-number = "{ $number }" is unclear: of what?
time-no-such = there is no "{ $words }"
time-not-ahead = that is not in the future
time-not-back = that has not happened yet
time-too-far = that is more than 10 years away
time-try-ahead = { $what }; try "2h", "3d", "tomorrow 9am", "tue 14:30" or "1 dec"
time-try-back = { $what }; try "2h ago", "9am", "yesterday 3pm", "mon 16:00" or "1 dec"
