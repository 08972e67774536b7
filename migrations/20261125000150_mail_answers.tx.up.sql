-- say, do: what the program understood of an answer to a letter. It waits until its writer agrees to it, or uses it on the site. What was used or
-- replaced holds no words any more.
CREATE TABLE mail_answers (
  id {{.UUID}} PRIMARY KEY,     -- of what an ambassador says it is the key of the submission too, so that it counts once
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('contribution', 'outcome', 'intro')),
  subject_id {{.UUID}} NOT NULL, -- a cycle; the item or the nudge of which the letter told; a digest
  form text NOT NULL,           -- what was understood, as JSON
  state text NOT NULL CHECK (state IN ('waiting', 'used', 'dropped')),
  received_at {{.Time}} NOT NULL
);

--bun:split

CREATE INDEX mail_answers_person ON mail_answers (person_id, kind, subject_id, received_at);

--bun:split

CREATE INDEX mail_answers_received ON mail_answers (received_at);

--bun:split

-- The points that a nudge names, by their number: the letter and an answer to it count them alike, whatever happens between.
ALTER TABLE nudges ADD COLUMN points text NOT NULL DEFAULT '[]';
