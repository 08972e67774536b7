-- Whoever sends something waits for what the database makes sure of, and each reference costs as much as writing a row. What came by a link
-- bears the link's round and constituency, which one reference makes sure of; and a contribution bears its submission's. doctor compares
-- the rest. SQLite can't drop a reference, and looks one up in no time.
{{if not .Remade}}ALTER TABLE links ADD CONSTRAINT links_whole UNIQUE (id, cycle_id, ambassador_id);

--bun:split

ALTER TABLE submissions
  DROP CONSTRAINT submissions_cycle_id_fkey,
  DROP CONSTRAINT submissions_ambassador_id_fkey,
  DROP CONSTRAINT submissions_link_id_fkey,
  ADD FOREIGN KEY (link_id, cycle_id, ambassador_id) REFERENCES links (id, cycle_id, ambassador_id);

--bun:split

ALTER TABLE contributions
  DROP CONSTRAINT contributions_cycle_id_fkey,
  DROP CONSTRAINT contributions_ambassador_id_fkey,
  DROP CONSTRAINT contributions_link_id_fkey;

--bun:split

-- counts that a crash may lose; and nothing of them stands in the log that backups are made of
ALTER TABLE limits SET UNLOGGED;
{{end}}
