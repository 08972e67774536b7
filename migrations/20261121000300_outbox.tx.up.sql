-- tell: the outbox, and the leases that instances share work by
CREATE TABLE mails (
  id {{.UUID}} PRIMARY KEY,
  kind text NOT NULL,              -- which letter
  subject_id {{.UUID}} NOT NULL,   -- what it is about: a digest, an event, a cycle, a link
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  name text NOT NULL,              -- of the recipient, as in To
  address text NOT NULL,
  language text NOT NULL,
  personal {{.JSON}} NOT NULL,     -- what only this letter says
  message_id text NOT NULL UNIQUE, -- fixed here, equal on each try
  state text NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'retry', 'unknown', 'dead', 'suppressed')),
  attempts integer NOT NULL DEFAULT 0,
  due_at {{.Time}} NOT NULL,       -- not before
  leased_by text NOT NULL DEFAULT '',
  leased_until {{.Time}},          -- on the database's clock
  error text NOT NULL DEFAULT '',  -- the server's words
  created_at {{.Time}} NOT NULL,
  sent_at {{.Time}},
  UNIQUE (kind, subject_id, person_id)
);

--bun:split

CREATE INDEX mails_due ON mails (due_at, id) WHERE state IN ('queued', 'retry', 'unknown');

--bun:split

CREATE INDEX mails_sending ON mails (leased_until) WHERE state = 'sending';

--bun:split

CREATE INDEX mails_failed ON mails (state, id) WHERE state IN ('dead', 'suppressed', 'unknown', 'retry');

--bun:split

CREATE INDEX mails_person ON mails (person_id, id);

--bun:split

CREATE INDEX mails_subject ON mails (subject_id, state);

--bun:split

CREATE TABLE leases (
  name text PRIMARY KEY,
  holder text NOT NULL,
  until {{.Time}} NOT NULL
);
