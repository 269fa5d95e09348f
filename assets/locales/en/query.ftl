## What a field of the query language is about: help, completion and the README

field-due = when the next touch is owed
field-is = how it stands now
field-stage = how far the customer has come
field-status = what we made of it
# "me" and "none" are words of the language
field-owner = whose it is: me, none, a name
field-asked = when they last asked
field-received = when it last reached us
field-touched = when they were last touched
field-touches = how often they were touched
field-offer = what they asked about
field-company = their company
field-name = their name
field-email = their address
field-phone = digits of their number
field-country = where they are: a code or a name
field-source = where they were
field-feed = what brought it
field-reason = why it was dismissed
field-milestone = how far it has come since
field-has = what is known of it
field-view = a saved view

## Why a query can not be read. $field is the name of a field, $value what was typed for it. What can
## be typed (<2h, today, never, touches:0) is the same in every language.

query-too-long = a query can not be longer than { $bytes } bytes
query-too-many = more than { $most } conditions
query-not-opened = no bracket was opened for this one
query-not-closed = this bracket is not closed
query-quote-not-closed = this quote is not closed
query-too-deep = brackets stand too deep in brackets
query-views-too-deep = views stand too deep in views
query-missing-at-end = something is missing at the end
query-missing-before-bracket = something is missing before this bracket
query-missing-before = something is missing before this; in quotes it is a word
query-no-field = there is no field { $name }:; quotes make it a word, "{ $name }:"
query-no-field-but = there is no field { $name }:; did you mean { $guess }:?
query-wants-value-such-as = { $field }: wants a value, such as { $example }
query-wants-value = { $field }: wants a value
query-never = { $field }: is never { $value }; did you mean { $guess }?
query-one-of = { $field }: is one of { $known }
query-wants-digits = phone: wants digits
query-no-country = country: { $value } names no country
query-wants-number = touches: wants a number, such as touches:0 or touches:>=3
query-no-time = { $field }: { $value } is no time; write <2h, >7d, today, 2026-11-01, or never
query-in-view = the view { $name }: { $why }
