-- tell: what became of each mail that came in. Nothing of what it said is kept here.
CREATE TABLE inbound_messages (
  id {{.UUID}} PRIMARY KEY,       -- UUIDv7: in the order of coming in
  key text NOT NULL UNIQUE,       -- a hash that tells this mail from every other, so that it is handled once
  class text NOT NULL CHECK (class IN ('bounce', 'delayed', 'complaint', 'automatic', 'reply', 'unreadable')),
  became text NOT NULL CHECK (became IN ('suppressed', 'counted', 'noted', 'repeated', 'unknown', 'dropped', 'taken', 'refused')),
  reason text NOT NULL DEFAULT '', -- why a reply was refused
  mail_id {{.UUID}} REFERENCES mails (id) ON DELETE CASCADE, -- which mail it is about
  received_at {{.Time}} NOT NULL
);

--bun:split

CREATE INDEX inbound_messages_mail ON inbound_messages (mail_id);

--bun:split

CREATE INDEX inbound_messages_received ON inbound_messages (received_at);

--bun:split

-- How far a mailbox was read. Numbers begin anew when the server says so by another validity (RFC 9051 section 2.3.1.1).
CREATE TABLE inbound_mailboxes (
  name text PRIMARY KEY,          -- user@host/folder
  uid_validity bigint NOT NULL,
  last_uid bigint NOT NULL
);
