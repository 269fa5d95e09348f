-- A walk over all leads of a CRM finds those that it no longer has: they are not named on the way.
ALTER TABLE counterparts ADD COLUMN unnamed INTEGER NOT NULL DEFAULT 0;   -- 1 since a walk began
