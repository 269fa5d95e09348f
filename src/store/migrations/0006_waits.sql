-- How long people waited for an answer, by when they asked, so that a period lies together.
CREATE TABLE waits (
    asked_at    INTEGER NOT NULL,           -- milliseconds since 1970 UTC, as all times
    lead        INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    answered_at INTEGER,
    closed_at   INTEGER,                    -- ended by a decision, without a touch
    first       INTEGER NOT NULL,           -- the first of its lead
    source      TEXT NOT NULL,
    stage       TEXT NOT NULL,
    offer       TEXT,
    owner       TEXT,
    status      TEXT NOT NULL,              -- of the lead, now
    PRIMARY KEY (asked_at, lead)
) STRICT, WITHOUT ROWID;
CREATE INDEX waits_of_lead ON waits (lead);
CREATE INDEX waits_that_are_open ON waits (due_at, asked_at)
WHERE answered_at IS NULL AND closed_at IS NULL;

-- The few events that the numbers look for among all.
CREATE INDEX events_of_guards ON events (logical)
WHERE kind IN ('guard_overridden', 'undone', 'redone');

-- Without this the rows are made again at the opening.
DELETE FROM meta WHERE name = 'policy';
