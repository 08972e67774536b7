-- what is due to be nudged is found at once, however much waits: by how far each item's service was reminded
CREATE INDEX items_nudged ON items (nudged, due_on) WHERE state <> 'outcome';

--bun:split

-- items_open is the same one
DROP INDEX items_owed;

--bun:split

-- the day of the last letter about it: one step a day, whatever was missed
ALTER TABLE items ADD COLUMN nudged_on text NOT NULL DEFAULT '';
