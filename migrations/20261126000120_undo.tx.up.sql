-- what items were before an act, so that undoing it gives it back
ALTER TABLE acts ADD COLUMN before text NOT NULL DEFAULT '[]';

--bun:split

-- what went up in an item
CREATE INDEX items_dissolved_into ON items (dissolved_into) WHERE dissolved_into IS NOT NULL;

--bun:split

CREATE INDEX acts_item ON acts (item_id, id) WHERE item_id IS NOT NULL;

--bun:split

CREATE INDEX acts_other ON acts (other_id, id) WHERE other_id IS NOT NULL;
