-- What is known of each feed, by its name in the settings.
CREATE TABLE feeds (
    name          TEXT PRIMARY KEY,
    cursor        TEXT,                     -- JSON; moves in the transaction of its records
    tried_at      INTEGER,                  -- milliseconds since 1970 UTC, as all times
    succeeded_at  INTEGER,                  -- the last look that came to its end
    failing_since INTEGER,                  -- the first look that failed since then
    failures      INTEGER NOT NULL DEFAULT 0,
    unreachable   INTEGER NOT NULL DEFAULT 0, -- whether the last failure will pass by itself
    trouble       TEXT,                     -- why the last look failed
    advice        TEXT,                     -- what to do about it
    not_before    INTEGER                   -- until when the service asked us to wait
) STRICT, WITHOUT ROWID;

-- A projection: how many records each feed brought, by the hour of receipt since 1970, and how late.
CREATE TABLE arrivals (
    feed     TEXT NOT NULL,
    hour     INTEGER NOT NULL,
    test     INTEGER NOT NULL,
    lateness INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    latest   INTEGER NOT NULL,              -- when the last of them was received
    PRIMARY KEY (feed, hour, test, lateness)
) STRICT, WITHOUT ROWID;

-- A delivery that is no text is kept as it came; `raw` then shows what of it can be read.
ALTER TABLE rejects ADD COLUMN bytes BLOB;
CREATE INDEX rejects_by_feed ON rejects (feed, at);

-- The arrivals of what is here already are counted at the next opening.
DELETE FROM meta WHERE name = 'policy';
