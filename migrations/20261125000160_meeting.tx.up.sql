-- say: what an ambassador types after a meeting; tell: what ambassadors carry back to their constituency

-- the form of a meeting as it was typed so far
CREATE TABLE meeting_drafts (
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  form {{.JSON}} NOT NULL,
  updated_at {{.Time}} NOT NULL,
  PRIMARY KEY (cycle_id, person_id)
);

--bun:split

ALTER TABLE digests ADD COLUMN reported_to text NOT NULL DEFAULT ''; -- ambassador up to whom the letters that report back are in the outbox

--bun:split

ALTER TABLE digests ADD COLUMN reported_at {{.Time}}; -- all of them are

--bun:split

-- of rounds that are over nobody gets such a letter now
UPDATE digests SET reported_at = sent_at WHERE state = 'sent';

--bun:split

CREATE INDEX digests_unreported ON digests (id) WHERE reported_at IS NULL;
