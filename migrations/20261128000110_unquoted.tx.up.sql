-- what a contributor said to read and to act on, but not to quote
ALTER TABLE contributions ADD COLUMN unquoted boolean NOT NULL DEFAULT FALSE;

--bun:split

CREATE INDEX contributions_unquoted ON contributions (item_id, id) WHERE unquoted AND item_id IS NOT NULL;
