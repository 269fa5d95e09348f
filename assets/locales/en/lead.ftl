## Stages of the funnel

stage-do-not-contact = do not contact
stage-other = other
stage-interest = interest
stage-trial = trial
stage-acquired = acquired

## Statuses

status-new = new
status-working = working
status-nurturing = nurturing
status-qualified = qualified
status-dismissed = dismissed

## The clock

clock-on-track = on track
clock-due-soon = due soon
clock-overdue = overdue
clock-met = met
clock-none = nothing owed

## Headings of the queue

group-trial = TRIAL
group-acquired = ACQUIRED
group-interest = INTEREST
group-other = OTHER
group-snoozed = SNOOZED
group-forgotten = FORGOTTEN
group-nurturing = NURTURING
group-qualified = QUALIFIED
group-dismissed = DISMISSED
group-do-not-contact = DO NOT CONTACT
group-test = TEST

## Where the customer was

source-azure-marketplace = Azure Marketplace
source-azure-portal = Azure portal
source-appsource = AppSource
source-test-drive = test drive
source-other = elsewhere

## What the customer did, as a name

action-install = acquired
action-contact-me = contact me
action-do-not-contact = do not contact
action-create = created in portal
action-start-test-drive = test drive
action-other = other action

## What the customer did, as something that happened

did-install = acquired the offer
did-contact-me = asked for contact
did-do-not-contact = went to a partner
did-create = created it in the portal
did-start-test-drive = started a test drive
did-other = did something new to us

## Channels

channel-call = call
channel-email = e-mail
channel-meeting = meeting
channel-other = other touch

## What came of a touch

outcome-no-answer = no answer
outcome-voicemail = left a message
outcome-reached = reached
outcome-call-back = asked to call back
outcome-wrong-number = wrong number
outcome-sent = sent
outcome-replied = they replied
outcome-bounced = bounced
outcome-booked = booked
outcome-held = held
outcome-no-show = did not come
outcome-done = done

## Why a lead was dismissed

reason-budget = budget too small
reason-no-answer = no answer
reason-other-vendor = chose another vendor
reason-requirement = requirement not met
reason-not-a-customer = not a customer
reason-timeline = timeline too short
reason-spam = spam or abuse
reason-other = other
reason-wrong-number = wrong number
reason-opted-out = asked not to be contacted
reason-competitor = competitor
reason-test = test

## Why two leads may be one person

similar-untagged = the address without its tag
similar-phone = the same phone number
similar-name-and-company = the same name and company
similar-shared-mailbox = the same shared mailbox

## How late a record reached us

late-minute = within a minute
late-five-minutes = within 5m
late-quarter = within 15m
late-hour = within 1h
late-four-hours = within 4h
late-day = within a day
late-week = within a week
late-longer = after more than a week

## A step of a cadence

step = { $channel }, step { $number } of { $of }

## The time where a person is. $from and $to are `Mon 21:40` or `21:40`.

there-at = { $time } there
there-span = { $from }-{ $to } there
there-span-of-days = { $from }-{ $to }
there-between = between { $from } and { $to } there ({ $why })
there-phone-fits-several = the phone number fits several time zones
there-country-has-several = { $country } has several time zones
there-country-and-phone = country { $country }, phone { $phone }

## Why a lead stands where it stands

why-test = a test lead from Microsoft, nothing is owed
why-opted-out = asked not to be contacted
why-heads-up = do not contact: passed to a partner, only a heads-up
why-overdue = overdue { $time }: { $cause }
why-due-soon = due soon, { $left } left: { $cause }
why-on-track = { $left } left: { $cause }
why-planned = planned follow-up
why-asked = asked
why-no-touch-yet = { $did }, no touch yet
why-since-last-touch = { $did } since the last touch
why-dismissed = dismissed: { $reason }
why-qualified = qualified, nothing is planned
why-nothing-owed = nothing is owed
why-answered = answered, nothing is planned

## Why a way to a person is no way. Fewer than 40 columns.

obstacle-opted-out = asked not to be contacted
obstacle-not-this-way = asked for no more of it
obstacle-heads-up-only = only a heads-up: passed to a partner
obstacle-no-number = no phone number
obstacle-unreadable-number = can not be dialled: { $number }
obstacle-wrong-number = the number is somebody else's
obstacle-no-address = no e-mail address
obstacle-unreadable-address = not an address: { $address }
obstacle-bounced = the last mail came back
