-- a draft can be edited, looked at by a second person, tried, and goes out by itself when the panel says so
ALTER TABLE panels ADD COLUMN second_approver {{.Bool}} NOT NULL DEFAULT FALSE; -- somebody else approves a digest too

--bun:split

ALTER TABLE panels ADD COLUMN digest_days integer NOT NULL DEFAULT 0; -- working days after which a draft is reminded of, 0 never

--bun:split

ALTER TABLE panels ADD COLUMN digest_by_itself {{.Bool}} NOT NULL DEFAULT FALSE; -- it goes out some days after that

--bun:split

ALTER TABLE digests ADD COLUMN by_itself {{.Bool}} NOT NULL DEFAULT FALSE; -- nobody approved it

--bun:split

ALTER TABLE digests ADD COLUMN people integer NOT NULL DEFAULT 0; -- how many contributed at least, by whole smallest groups; 0: fewer than one

--bun:split

ALTER TABLE digests ADD COLUMN next_on text NOT NULL DEFAULT ''; -- the next round as it was told; '': nobody knew

--bun:split

ALTER TABLE digests ADD COLUMN next_nl text NOT NULL DEFAULT ''; -- what it asks, one a line; '': not picked yet

--bun:split

ALTER TABLE digests ADD COLUMN next_en text NOT NULL DEFAULT '';

--bun:split

-- what a coordinator changed of a point in a draft; what is empty is as the draft wrote it itself
CREATE TABLE digest_edits (
  digest_id {{.UUID}} NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  section text NOT NULL DEFAULT '',     -- in which position counts
  position integer NOT NULL DEFAULT 0,  -- 0: where it comes by itself
  title text NOT NULL DEFAULT '',
  said text NOT NULL DEFAULT '',
  hides_said {{.Bool}} NOT NULL DEFAULT FALSE,
  edited_by {{.UUID}} REFERENCES people (id), -- none: the program
  edited_at {{.Time}} NOT NULL,
  PRIMARY KEY (digest_id, item_id)
);

--bun:split

-- who let a digest go out: the last one is final, before it may stand one that a second person had to confirm
CREATE TABLE digest_approvals (
  id {{.UUID}} PRIMARY KEY,
  digest_id {{.UUID}} NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
  person_id {{.UUID}} REFERENCES people (id), -- none: the program
  at {{.Time}} NOT NULL,
  final {{.Bool}} NOT NULL,
  withdrawn_at {{.Time}} -- somebody changed the draft afterwards
);

--bun:split

CREATE INDEX digest_approvals_digest ON digest_approvals (digest_id, id);

--bun:split

INSERT INTO digest_approvals (id, digest_id, person_id, at, final)
SELECT id, id, approved_by, approved_at, TRUE FROM digests WHERE approved_at IS NOT NULL;

--bun:split

-- the coordinators heard that a draft waits
CREATE TABLE digest_reminders (
  id {{.UUID}} PRIMARY KEY,
  digest_id {{.UUID}} NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
  at {{.Time}} NOT NULL,
  goes_on text NOT NULL DEFAULT '' -- the day on which it goes out by itself, as they were told; '': it doesn't
);

--bun:split

CREATE INDEX digest_reminders_digest ON digest_reminders (digest_id, id);

--bun:split

-- a draft that somebody sent to themselves or a colleague, to see how it comes in
CREATE TABLE digest_trials (
  id {{.UUID}} PRIMARY KEY,
  digest_id {{.UUID}} NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id),    -- who sent it
  recipient_id {{.UUID}} NOT NULL REFERENCES people (id),
  at {{.Time}} NOT NULL,
  language text NOT NULL,
  reader_id {{.UUID}} REFERENCES people (id), -- whose points come first; none: nobody's
  unit_id {{.UUID}} REFERENCES units (id)
);

--bun:split

CREATE INDEX digest_trials_person ON digest_trials (person_id, at);

--bun:split

CREATE INDEX digest_trials_recipient ON digest_trials (recipient_id, at);
