-- tell: a digest whose sending stands still, how many it is for, and the second look for who came to it meanwhile
ALTER TABLE digests ADD COLUMN paused_at {{.Time}};

--bun:split

ALTER TABLE digests ADD COLUMN paused_by {{.UUID}} REFERENCES people (id);

--bun:split

ALTER TABLE digests ADD COLUMN readers integer NOT NULL DEFAULT 0; -- whom it was for when the first were put into the outbox

--bun:split

ALTER TABLE digests ADD COLUMN looked_to text NOT NULL DEFAULT ''; -- person up to whom the second look came

--bun:split

ALTER TABLE digests ADD COLUMN complete_at {{.Time}}; -- the second look was done: who comes later doesn't get it

--bun:split

UPDATE digests SET readers = recipients, complete_at = sent_at WHERE state = 'sent';

--bun:split

CREATE INDEX digests_paused ON digests (id) WHERE paused_at IS NOT NULL;

--bun:split

CREATE INDEX digests_incomplete ON digests (id) WHERE state = 'sent' AND complete_at IS NULL;

--bun:split

-- letters about what stands still are set aside, so that looking for what is due doesn't pass over them each time
ALTER TABLE mails ADD COLUMN held boolean NOT NULL DEFAULT FALSE;

--bun:split

CREATE INDEX mails_ready ON mails (due_at, id) WHERE state IN ('queued', 'retry', 'unknown') AND NOT held;

--bun:split

DROP INDEX mails_due;

--bun:split

CREATE INDEX mails_held ON mails (subject_id, id) WHERE held;

--bun:split

-- mails_about with the kind: the letters of a digest are counted without reading them
CREATE INDEX mails_of_subject ON mails (subject_id, state, id, kind);

--bun:split

DROP INDEX mails_about;
