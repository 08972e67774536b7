-- tell: who paused the mail, how a database that was set back is recognised, and what the mail log is read by

ALTER TABLE organisations ADD COLUMN mail_paused_by text NOT NULL DEFAULT ''; -- a name, '' when the program paused it itself

--bun:split

ALTER TABLE organisations ADD COLUMN mail_paused_at {{.Time}};

--bun:split

-- where this database is: another place means that it is a copy
CREATE TABLE mail_place (
  id integer PRIMARY KEY CHECK (id = 1),
  place text NOT NULL
);

--bun:split

-- each data folder that mail was sent from, and how often that was noted: its own file never knows more, unless the database was set back
CREATE TABLE mail_homes (
  id {{.UUID}} PRIMARY KEY,
  noted bigint NOT NULL
);

--bun:split

-- the mails about a digest by state, in the order of their keys
CREATE INDEX mails_about ON mails (subject_id, state, id);

--bun:split

-- mails_about holds all that this one held
DROP INDEX mails_subject;
