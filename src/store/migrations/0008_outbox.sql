-- What CRMs are still to be told, and what they were told: an entry for each decision and CRM.
-- Ids and codes only; an entry goes with the record it is about.
CREATE TABLE outbox (
    number    INTEGER PRIMARY KEY,          -- in the order of the decisions
    feed      TEXT NOT NULL,
    id        TEXT NOT NULL,                -- the CRM's own id of the lead
    record    BLOB NOT NULL,
    event     BLOB NOT NULL,                -- the decision
    parts     TEXT NOT NULL,                -- what it is about, as words between spaces
    queued_at INTEGER NOT NULL,             -- milliseconds since 1970 UTC, as all times
    state     TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'refused', 'overtaken')),
    told_at   INTEGER,                      -- when it came to that state
    why       TEXT,                         -- why it was refused
    advice    TEXT,                         -- what to do about it
    UNIQUE (feed, id, event)
) STRICT;
CREATE INDEX outbox_unsent ON outbox (feed, state, number) WHERE state IN ('waiting', 'refused');
CREATE INDEX outbox_of_leads ON outbox (feed, id);
CREATE INDEX outbox_of_records ON outbox (record, number);
