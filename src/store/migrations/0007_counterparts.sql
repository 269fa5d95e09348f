-- What a CRM last said of the leads that it holds, so that only what it changes is news.
CREATE TABLE counterparts (
    feed       TEXT NOT NULL,
    id         TEXT NOT NULL,               -- the CRM's own id of the lead
    record     BLOB NOT NULL,               -- the record that stands for it here
    version    TEXT NOT NULL,               -- the CRM's mark of the version that was seen
    state      TEXT NOT NULL,               -- JSON: codes and colleagues, nothing of the person's
    gone_at    INTEGER,                     -- when the CRM said that it was deleted there
    PRIMARY KEY (feed, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX counterparts_of_records ON counterparts (record);
