-- Truth. Appended, never changed; erasing a person is the one exception, and it goes through the
-- table `erasing`, which is filled and emptied inside one transaction.

CREATE TABLE records (
    key  INTEGER PRIMARY KEY,               -- order of arrival
    id   BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    body TEXT NOT NULL,                     -- the parsed record, JSON
    raw  TEXT                               -- the payload as received, JSON; null where the body is all
) STRICT;

CREATE TABLE notes (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    record BLOB NOT NULL CHECK (length(record) = 16),
    at     INTEGER NOT NULL,                -- milliseconds since 1970 UTC
    actor  TEXT NOT NULL,
    text   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX notes_of_record ON notes (record);

CREATE TABLE events (
    device   BLOB NOT NULL CHECK (length(device) = 16),
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    id       BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    record   BLOB NOT NULL CHECK (length(record) = 16),
    at       INTEGER NOT NULL,              -- the wall clock, milliseconds since 1970 UTC
    logical  INTEGER NOT NULL,              -- the hybrid logical clock, likewise
    actor    TEXT NOT NULL,
    batch    BLOB NOT NULL CHECK (length(batch) = 16),
    kind     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    body     TEXT NOT NULL,                 -- ids and codes, JSON
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    checksum BLOB NOT NULL CHECK (length(checksum) = 32),
    PRIMARY KEY (device, sequence)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_of_record ON events (record);
CREATE INDEX events_of_batch ON events (batch);
CREATE INDEX events_by_time ON events (logical);

CREATE TABLE erasing (record BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE erased (hash BLOB PRIMARY KEY CHECK (length(hash) = 32)) STRICT, WITHOUT ROWID;

CREATE TRIGGER records_stay BEFORE UPDATE ON records
BEGIN SELECT raise(ABORT, 'a record is never changed'); END;
CREATE TRIGGER records_are_kept BEFORE DELETE ON records
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE record = old.id)
BEGIN SELECT raise(ABORT, 'a record is only removed by erasing its person'); END;
CREATE TRIGGER notes_stay BEFORE UPDATE ON notes
BEGIN SELECT raise(ABORT, 'a note is never changed'); END;
CREATE TRIGGER notes_are_kept BEFORE DELETE ON notes
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE record = old.record)
BEGIN SELECT raise(ABORT, 'a note is only removed by erasing its person'); END;
CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'an event is never changed'); END;
CREATE TRIGGER events_are_kept BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'an event is never removed'); END;

-- What could not be read, with its own text, so that nothing is lost.
CREATE TABLE rejects (
    id     BLOB PRIMARY KEY CHECK (length(id) = 16),
    at     INTEGER NOT NULL,
    feed   TEXT NOT NULL,
    file   TEXT NOT NULL,
    line   INTEGER NOT NULL,
    reason TEXT NOT NULL,
    raw    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Names and settings of this file.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Projections. Written in the transaction of the truth they follow from; `doctor --rebuild` makes
-- them again.

-- The record that a lead was first known by names its row. Only further records are listed here.
CREATE TABLE members (
    record INTEGER PRIMARY KEY,
    lead   INTEGER NOT NULL
) STRICT;
CREATE INDEX members_of_lead ON members (lead);

CREATE TABLE people (
    person BLOB PRIMARY KEY CHECK (length(person) = 16),
    lead   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE leads (
    key           INTEGER PRIMARY KEY,
    id            BLOB NOT NULL,
    section       INTEGER NOT NULL,
    idle          INTEGER NOT NULL,
    sort          INTEGER NOT NULL,
    due_from      INTEGER,
    soon_at       INTEGER,
    due_at        INTEGER,
    planned       INTEGER NOT NULL,
    snoozed_until INTEGER,
    status        TEXT NOT NULL,
    stage         TEXT NOT NULL,
    touches       INTEGER NOT NULL,
    heads_up      INTEGER NOT NULL,         -- a DNC record among others
    name          TEXT,
    company       TEXT,
    offer         TEXT,
    owner         TEXT,
    haystack      TEXT NOT NULL             -- folded text that the filter looks in
) STRICT;

-- Order, visibility and clock of the queue, all in the index.
CREATE INDEX queue ON leads (section, idle, sort, key, soon_at, snoozed_until);
CREATE INDEX snoozed ON leads (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- How many leads stand in each section (hour is the smallest integer), and for the open ones also
-- how many by the hour of `sort`, since 1970.
CREATE TABLE counts (
    section INTEGER NOT NULL,
    idle    INTEGER NOT NULL,
    hour    INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    PRIMARY KEY (section, idle, hour)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (
    haystack, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram'
);
CREATE VIRTUAL TABLE search_terms USING fts5vocab (search, row);
