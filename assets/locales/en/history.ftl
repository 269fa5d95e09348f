## What happened to a lead. $time is a day and a time.

happened-touched = { $channel }: { $outcome }
happened-planned = follow-up planned for { $time }
happened-planned-step = next { $step }: { $time }
happened-snoozed = snoozed until { $time }
happened-qualified = qualified
happened-qualified-overridden = qualified, open prerequisites passed over
happened-dismissed = dismissed: { $reason }
happened-nurtured = nurturing until { $time }
happened-reopened = reopened
happened-noted = note
happened-assigned = assigned to { $owner }
happened-assigned-to-nobody = assigned to nobody
happened-ticked = ticked: { $items }
happened-unticked = open again: { $items }
happened-milestone = milestone: { $milestone }
happened-opted-out = asked for no more: { $channels }
happened-linked = linked with { $record }
happened-unlinked = unlinked from { $record }
happened-undone = taken back
happened-redone = restored
happened-unknown = { $kind } (by a newer leadclock)

## A guard that was overridden, as it stands in the history

override-give-up = gave up early all the same
override-bombardment = touched again so soon all the same
override-their-hour = called outside their day all the same
override-heads-up = touched about an offer that a partner answers all the same

## The same, as it is counted

guard-give-up = gave up early
guard-bombardment = touched again so soon
guard-their-hour = called outside their day
guard-heads-up = touched about an offer that a partner answers

## What was just done

done-touch = touch logged
done-touched = { $channel } logged: { $outcome }
done-changed = changed: { $items }
done-no-more-mails = no more mails
done-no-more-calls = no more calls
done-planned = follow-up { $time }
done-noted = note written

## What follows by itself

then-step = then { $channel } { $time } ({ $number } of { $of })
then-nurturing = the last step: nurturing until { $time }

## Guards: what asks before it is done

asks-give-up = only { $tally }; "no answer" takes { $needed }
asks-untried = nobody has tried yet; "no answer" takes { $needed }
asks-tally = { $touches } by { $channels } over { $days }
asks-touches = { $number ->
    [one] { $number } touch
   *[other] { $number } touches
}
asks-channels = { $number ->
    [one] { $number } channel
   *[other] { $number } channels
}
asks-days = { $number ->
    [one] { $number } day
   *[other] { $number } days
}
asks-too-many = { $touches } touches in the last { $span } already
asks-same-channel = the last { $channel } was { $ago }
asks-their-hour = it is { $there }
asks-heads-up = a partner answers for { $offer } (DNC)
