-- a hand-over that waits for a decision is told again, and a revised answer can wait to be published
ALTER TABLE items ADD COLUMN decide_told_on text NOT NULL DEFAULT ''; -- the day on which the coordinators last heard that it is asked to go to another service

--bun:split

DROP INDEX items_ready;

--bun:split

CREATE INDEX items_ready ON items (cycle_id, id) WHERE ready_at IS NOT NULL;
