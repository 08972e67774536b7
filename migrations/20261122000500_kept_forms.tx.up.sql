-- A session that ended stays for a week, so that a form that comes in after it finds whose it was.
ALTER TABLE sessions ADD COLUMN ended_at {{.Time}};

--bun:split

-- What somebody sent after their session had ended; only they see it, when they have signed in again.
CREATE TABLE kept_forms (
  id {{.UUID}} PRIMARY KEY,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  path text NOT NULL, -- where the form was sent to, on this site
  form text NOT NULL, -- the values of its fields as JSON
  created_at {{.Time}} NOT NULL
);

--bun:split

CREATE INDEX kept_forms_person ON kept_forms (person_id, created_at);
