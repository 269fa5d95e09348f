-- What queries ask of a lead beside what its row shows. The haystack has another form: each line
-- begins with a sign that says what it is.
ALTER TABLE leads ADD COLUMN codes TEXT NOT NULL DEFAULT '';
ALTER TABLE leads ADD COLUMN country TEXT;
ALTER TABLE leads ADD COLUMN owner_key TEXT;
ALTER TABLE leads ADD COLUMN reason TEXT;
ALTER TABLE leads ADD COLUMN milestone TEXT;
ALTER TABLE leads ADD COLUMN has_note INTEGER NOT NULL DEFAULT 0;
ALTER TABLE leads ADD COLUMN asked_at INTEGER;      -- milliseconds since 1970 UTC, as the next two
ALTER TABLE leads ADD COLUMN received_at INTEGER;
ALTER TABLE leads ADD COLUMN touched_at INTEGER;

-- The order of the queue, status by status.
CREATE INDEX leads_by_status ON leads (status, section, idle, sort, key, soon_at, snoozed_until);
CREATE INDEX leads_by_owner ON leads (owner_key) WHERE owner_key IS NOT NULL;
CREATE INDEX leads_by_country ON leads (country) WHERE country IS NOT NULL;
CREATE INDEX leads_by_asked ON leads (asked_at);
CREATE INDEX leads_by_received ON leads (received_at);
CREATE INDEX leads_by_touched ON leads (touched_at) WHERE touched_at IS NOT NULL;

-- Without this the rows are made again at the opening.
DELETE FROM meta WHERE name = 'policy';
