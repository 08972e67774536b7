-- outcomes are told in one letter a day at most, and a point can be reopened once

-- a coordinator may leave a point as it is although somebody wasn't helped, and the timeline says why
CREATE TABLE events_before AS SELECT * FROM events;

--bun:split

DROP TABLE events;

--bun:split

CREATE TABLE events (
  id {{.UUID}} PRIMARY KEY, -- version 7: in order
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  at {{.Time}} NOT NULL,
  person_id {{.UUID}} REFERENCES people (id), -- none: the program itself
  kind text NOT NULL CHECK (kind IN ('created', 'bundled', 'unbundled', 'merged', 'split', 'dissolved', 'restored', 'proposed', 'routed', 'handed_over', 'hand_over_asked', 'hand_over_declined', 'help_asked', 'help_given', 'acknowledged', 'taken', 'freed', 'noted', 'asked_back', 'clarified', 'resumed', 'warned', 'late', 'drafted', 'released', 'recalled', 'answered', 'revised', 'reopened', 'left', 'delivered', 'rescheduled', 'dropped')),
  service_id {{.UUID}} REFERENCES services (id),
  other_id {{.UUID}} REFERENCES items (id), -- the other point of a merge or a split
  outcome text NOT NULL DEFAULT '',
  due_on text NOT NULL DEFAULT '',
  text text NOT NULL DEFAULT '',
  why text NOT NULL DEFAULT '', -- of a revised outcome: what is different; of a merge: the reason
  arrived_on text NOT NULL DEFAULT '', -- the day from which the norms count
  respond_on text NOT NULL DEFAULT '', -- the first response is due
  days integer NOT NULL DEFAULT 0      -- of a clock that runs again: the working days that it stood
);

--bun:split

INSERT INTO events (id, item_id, at, person_id, kind, service_id, other_id, outcome, due_on, text, why, arrived_on, respond_on, days)
  SELECT id, item_id, at, person_id, kind, service_id, other_id, outcome, due_on, text, why, arrived_on, respond_on, days FROM events_before;

--bun:split

DROP TABLE events_before;

--bun:split

CREATE INDEX events_item ON events (item_id, id);

--bun:split

CREATE INDEX events_other ON events (other_id) WHERE other_id IS NOT NULL;

--bun:split

CREATE INDEX events_answered ON events (id) WHERE kind = 'answered';

--bun:split

CREATE TABLE tellings (
  id {{.UUID}} PRIMARY KEY, -- the subject of its letter
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  day text NOT NULL         -- '' for a letter of before they were gathered
);

--bun:split

CREATE UNIQUE INDEX tellings_day ON tellings (person_id, day) WHERE day <> '';

--bun:split

-- what each of them tells: an event is told to somebody once
CREATE TABLE told_events (
  event_id {{.UUID}} NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  telling_id {{.UUID}} NOT NULL REFERENCES tellings (id) ON DELETE CASCADE,
  PRIMARY KEY (event_id, person_id)
);

--bun:split

CREATE INDEX told_events_telling ON told_events (telling_id);

--bun:split

CREATE INDEX told_events_person ON told_events (person_id);

--bun:split

INSERT INTO tellings (id, person_id, day) SELECT id, person_id, '' FROM mails WHERE kind = 'outcome';

--bun:split

INSERT INTO told_events (event_id, person_id, telling_id) SELECT subject_id, person_id, id FROM mails WHERE kind = 'outcome' AND subject_id IN (SELECT id FROM events);

--bun:split

UPDATE mails SET subject_id = id WHERE kind = 'outcome';

--bun:split

ALTER TABLE items ADD COLUMN reopened_at {{.Time}}; -- a "no" to the heard check brought it back: at most once

--bun:split

ALTER TABLE items ADD COLUMN told_before {{.UUID}}; -- the digest that told the outcome which it had until then

--bun:split

-- a point that was reopened may get a second promise: the first stays what it was
CREATE TABLE promises_made (
  id {{.UUID}} PRIMARY KEY,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  service_id {{.UUID}} NOT NULL REFERENCES services (id),
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id),
  state text NOT NULL CHECK (state IN ('open', 'delivered', 'dropped')),
  due_on text NOT NULL,
  first_due_on text NOT NULL,       -- stays visible when the promise moves
  ending text NOT NULL DEFAULT '',  -- the words with which it was delivered or dropped
  created_at {{.Time}} NOT NULL,
  ended_at {{.Time}},
  told_in {{.UUID}},                -- the digest that told the ending
  nudged integer NOT NULL DEFAULT 0,
  nudged_on text NOT NULL DEFAULT '',
  asked_in {{.UUID}} REFERENCES cycles (id), -- the round that asked: did you notice?
  past {{.Bool}} NOT NULL DEFAULT FALSE,       -- its point was reopened after it ended
  CHECK (NOT past OR state <> 'open')
);

--bun:split

INSERT INTO promises_made (id, item_id, service_id, panel_id, state, due_on, first_due_on, ending, created_at, ended_at, told_in, nudged, nudged_on, asked_in)
  SELECT id, item_id, service_id, panel_id, state, due_on, first_due_on, ending, created_at, ended_at, told_in, nudged, nudged_on, asked_in FROM promises;

--bun:split

DROP TABLE promises;

--bun:split

ALTER TABLE promises_made RENAME TO promises;

--bun:split

CREATE UNIQUE INDEX promises_item ON promises (item_id, past);

--bun:split

CREATE INDEX promises_service ON promises (service_id, state, due_on);

--bun:split

CREATE INDEX promises_untold ON promises (panel_id, item_id) WHERE told_in IS NULL;

--bun:split

CREATE INDEX promises_open ON promises (service_id, due_on) WHERE state = 'open';

--bun:split

CREATE INDEX promises_running ON promises (service_id, due_on) WHERE told_in IS NULL;

--bun:split

CREATE INDEX promises_unasked ON promises (panel_id, ended_at, id) WHERE state = 'delivered' AND asked_in IS NULL;
