## What is asked behind a verb's key

menu-call = What came of the call?
menu-mail = What came of the mail?
menu-meet = What came of it?
menu-dismiss = Why dismiss it?
menu-follow-up = Follow up when?
menu-snooze = Out of sight until when?
menu-milestone = Which milestone was reached?
menu-assign = Whose is it?

## What can be typed instead. Times are read in English in every language.

menu-follow-up-words = or type: tue 9am, tomorrow, in 2 hours, dec 1
menu-snooze-words = or type: 30m, tomorrow 9am, mon
menu-assign-words = or Space, and type a name

## The answers. $time is a day and a time on our own clock.

menu-another-touch = another touch
menu-in-days = { $days ->
    [one] in { $days } day
   *[other] in { $days } days
}
menu-nurture-in-days = nurture: in { $days } days
menu-for-hours = { $hours ->
    [one] for { $hours } hour
   *[other] for { $hours } hours
}
menu-me = { $name } (me)
menu-nobody = nobody
menu-no-more-mails = not at all: no more mails
menu-no-more-calls = not at all: no more calls
menu-follow-up-at = follow up { $time } here
menu-nurture-until = nurture until { $time }
menu-draft = draft: { $template }

## What of a lead can be opened

prompt-open-mail = mail
prompt-open-call = call

## What of a lead can be copied; each also stands in said-copied

prompt-copy-mail = the address
prompt-copy-phone = the number
prompt-copy-name = the name
prompt-copy-company = the company
prompt-copy-id = the id
prompt-copy-all = all of it
prompt-copy-draft = the draft

## Who is who. $who is a name, perhaps with a company and an address.

prompt-not-the-same = not the same: { $who }
prompt-part-again = part again: { $who }
prompt-part-all = part them all

## The palette. $name is the action's English name, $help what its key does.

prompt-action = { $name }: { $help }
prompt-view = view: { $name }
prompt-find = a few letters find it
prompt-nothing-found = nothing is called so

## Answers that are none. $key is a key.

said-no-answer = { $key } is none of the answers; Esc goes back
said-no-item = { $key } is none of the items; Esc goes back
said-no-item-of-lead = { $key } is no item of this lead's checklist
said-no-view = { $key } is no view; Esc goes back
said-no-key-here = { $key } does nothing here; Esc goes back
said-no-action = nothing is called so; Esc goes back
said-not-answered = { $whom }: left as it was, the question was not answered
said-no-reason = say why, or Esc goes back
said-note-too-long = a note can not be longer
said-note-empty = the note was empty, so none was written

## Why a key does nothing

said-read-only = the database can only be read here, so nothing can be saved
said-no-lead = no lead is selected here
said-still-read = the lead is still being read
said-no-card = cards are moved on the board
said-no-verb = no verb was used yet
said-not-beside-leads = made-up leads have a dashboard of their own: leadclock demo
said-not-on-this-page = not on this page; Esc goes back to the leads
said-no-lead-in-hand = no lead is in hand here; Esc goes back to them
said-mark-first = mark where the range begins first, with space
said-too-many-marks = more than { $most } leads: narrow the filter to mark them all
said-filter-first = filter first; then it can be saved as a view
said-no-undo = nothing of yours is left to undo here
said-no-redo = nothing was undone since your last decision
said-nothing-refused = no CRM refused anything about this lead
said-tell-again = the CRM will be told again
said-nothing-overdue = nothing is overdue
# $snoozed and $forgotten are headings of the queue
said-overdue-elsewhere = no stage has anything overdue; { $number } stand under { $snoozed } or { $forgotten }

## The board

said-no-column = no column stands there
said-only-the-customer = only the customer moves on through the stages; by status cards can be moved
said-not-new-again = who was touched is not new again; undo takes a touch back

## What became of a decision. $whom is a name or said-leads, $what a list of what was done.

said-saved = saved
said-about = { $whom }: { $words }
said-leads = { $number } leads
said-none-of = none of { $number } leads: { $reasons }
said-but-left = { $whom }, { $number } left as they were ({ $reasons })
said-reasons = { $reason }; { $another }
said-plans-next = { $key } plans what comes next
said-note-written = note written
said-a-note = a note
said-took-back = took back: { $what }
said-restored = restored: { $what }
said-linked = linked: one person, one history
said-parted = not the same person, and remembered as such
said-nobody-similar = nobody else looks like the same person
said-nobody-linked = it is linked with nobody, and nobody looks like the same person
said-view-saved = saved as the view { $name }

## Leads that became due soon. $who is a name, or said-left.

said-due-soon = due soon: { $who }
said-left = { $name }, { $left } left
said-and-more = { $who } and { $number } more

## What became of a file: said-imported, and what else there is to say by said-also

said-imported = { $read } records read: { $added } new in { $leads } leads
said-also = { $words }, { $more }
said-known = { $number } known
said-rejected = { $number } rejected (line { $line })
said-rejected-why = { $number } rejected (line { $line }: { $why })
said-can-not-open = can not open { $path }: { $why }
said-can-not-read = can not read { $name }: { $why }
said-not-imported = the records could not be saved: { $why }

## Feeds

said-feeds = feeds: { $feeds }
said-feed-is = { $feed } is { $health }
said-new-records = { $number ->
    [one] { $number } new record
   *[other] { $number } new records
}
said-nothing-new = nothing new
said-asking = asking the feeds…
said-none-asked = no feed wants to be asked: they send by themselves
said-no-feed = there is no feed to ask: leadclock feed add --help

## Drafts, and the ways out of the program. $what is one of prompt-copy-mail and so on.

said-number-opened = the number is in your phone program; { $key } logs what comes of it
said-address-opened = the address is in your mail program; { $key } logs what comes of it
said-draft-opened = the draft is in your mail program
said-copied = { $what } is in the clipboard, if this terminal has one
said-not-edited = the editor did not save, so the draft is as it was
said-no-draft = the draft is as it was: { $why }
said-draft-header = line { $line } is neither "To:" nor "Subject:"; an empty line parts them from the text
said-draft-twice = line { $line }: "{ $name }:" stands there twice
said-draft-to = line { $line }: what stands behind "To:" is not one e-mail address
said-draft-no-subject = the subject is missing; write it behind "Subject:"
said-draft-no-body = the message is empty
said-draft-too-long = the message grows beyond { $most } KiB
said-draft-no-address = the draft has no e-mail address
said-draft-not-taken = no mail program took the draft
# $scheme is mailto or tel
said-not-taken = no program took it: set one for { $scheme }: links
said-editor-failed = the editor could not be used: { $why }
said-clipboard-off = not copied: the settings say clipboard = "off"
said-clipboard-full = not copied: terminals take no more than { $most } KiB
said-clipboard-tmux = not copied: tmux takes no text from programs; tmux set -s set-clipboard on
said-alert-failed = alerts.notify: { $program } can not be started: { $why }
said-no-settings-folder = there is no home folder for the settings; --config names them

## What is not known of a lead

said-no-address-known = no address is known
said-no-number-known = no number is known
said-no-name-known = no name is known
said-no-company-known = no company is known
said-no-id-known = no id is known

## Names of views

said-view-no-name = it has no name
said-view-long-name = its name is longer than { $most } letters
said-view-marks = a name holds no quotes, commas and brackets

## Masking, and what is said in place of a stranger's words while they are masked

said-masked = masked: names, companies, addresses and texts are hidden
said-unmasked = not masked any more
