-- the planned day after which the panel's next moment was sought: days between the two were skipped, and are counted when they have passed
ALTER TABLE panels ADD COLUMN planned_after text NOT NULL DEFAULT '';

--bun:split

-- which panel is due first, in one step even when thousands are due in the same minute
CREATE INDEX panels_due ON panels (next_at, id);

--bun:split

DROP INDEX panels_next;
