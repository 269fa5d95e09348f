-- Which records people linked or parted, both ways, as the events say; one direction a row. It
-- holds for events that were taken back too: the leads themselves say what stands.
CREATE TABLE links (
    record BLOB NOT NULL CHECK (length(record) = 16),
    other  BLOB NOT NULL CHECK (length(other) = 16),
    PRIMARY KEY (record, other)
) STRICT, WITHOUT ROWID;

-- What leads could have in common with others, as numbers that the domain gives.
CREATE TABLE clues (
    clue INTEGER NOT NULL,
    lead INTEGER NOT NULL,
    PRIMARY KEY (clue, lead)
) STRICT, WITHOUT ROWID;

-- A mailbox that many read is no longer one person: the next opening makes all projections again.
DELETE FROM meta WHERE name = 'policy';
