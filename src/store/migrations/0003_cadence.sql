-- The step of the cadence that planned the next touch, and of how many it is.
ALTER TABLE leads ADD COLUMN step INTEGER;
ALTER TABLE leads ADD COLUMN steps INTEGER;

-- Without this the rows are made again at the opening.
DELETE FROM meta WHERE name = 'policy';
