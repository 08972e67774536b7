-- tell: what happened to a mail that didn't go out at once. That it was queued and sent stands in its row.
CREATE TABLE mail_tries (
  id {{.UUID}} PRIMARY KEY,       -- UUIDv7: in the order of happening
  mail_id {{.UUID}} NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
  at {{.Time}} NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'retry', 'unknown', 'dead', 'suppressed', 'bounced', 'delayed')),
  words text NOT NULL             -- the server's, or whose decision it was
);

--bun:split

CREATE INDEX mail_tries_mail ON mail_tries (mail_id, id);

--bun:split

-- What came back from an address. Suppressed, it gets nothing but sign-in.
CREATE TABLE mail_addresses (
  address text PRIMARY KEY,       -- in small letters
  soft_bounces integer NOT NULL DEFAULT 0, -- since the last mail that got through, or was lifted
  suppressed_at {{.Time}},
  words text NOT NULL DEFAULT '', -- the last ones
  mail_id {{.UUID}},              -- which mail came back
  changed_at {{.Time}} NOT NULL
);

--bun:split

-- When letters go out, in the organisation's zone: on working days from an hour until an hour. The same hour twice: at any moment.
ALTER TABLE organisations ADD COLUMN letters_from integer NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE organisations ADD COLUMN letters_until integer NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE organisations ADD COLUMN letters_weekend boolean NOT NULL DEFAULT FALSE;

--bun:split

ALTER TABLE organisations ADD COLUMN mail_paused text NOT NULL DEFAULT ''; -- why nothing but sign-in goes out, '' when it does
