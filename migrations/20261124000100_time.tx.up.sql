-- when: periods in which the organisation is closed, one a line: the first day, the last day, a name
ALTER TABLE organisations ADD COLUMN closed_periods text NOT NULL DEFAULT '';

--bun:split

-- what becomes of a moment on a day that isn't a working day
ALTER TABLE panels ADD COLUMN on_closed text NOT NULL DEFAULT 'move' CHECK (on_closed IN ('move', 'skip'));

--bun:split

-- ask: how a round gets its questions
ALTER TABLE panels ADD COLUMN picks text NOT NULL DEFAULT 'fixed' CHECK (picks IN ('fixed', 'rotation', 'least_recent', 'by_hand'));

--bun:split

UPDATE panels SET picks = picking;

--bun:split

ALTER TABLE panels DROP COLUMN picking;

--bun:split

ALTER TABLE panels RENAME COLUMN picks TO picking;

--bun:split

ALTER TABLE panels ADD COLUMN pick_count integer NOT NULL DEFAULT 1;   -- topics of a rotation, questions of least_recent, a round

--bun:split

ALTER TABLE panels ADD COLUMN min_distance integer NOT NULL DEFAULT 0; -- rounds between two turns of a topic or question

--bun:split

ALTER TABLE panels ADD COLUMN notice_days integer NOT NULL DEFAULT 0;  -- working days ahead that the coordinators see the questions, 0 never

--bun:split

ALTER TABLE panels ADD COLUMN notice_at {{.Time}};                     -- when they do for the next moment, NULL when they did

--bun:split

CREATE INDEX panels_notice ON panels (notice_at);

--bun:split

ALTER TABLE panels ADD COLUMN sequence integer NOT NULL DEFAULT 0;     -- grows when a planned moment changes (RFC 5545, SEQUENCE)

--bun:split

-- a trend question is in every round, however the others are picked
ALTER TABLE panel_questions ADD COLUMN trend {{.Bool}} NOT NULL DEFAULT FALSE;

--bun:split

-- the questions of a round to come: picked at its notice, or chosen by hand
CREATE TABLE round_plans (
  id {{.UUID}} PRIMARY KEY,
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
  planned_on text NOT NULL,
  person_id {{.UUID}} REFERENCES people (id) ON DELETE SET NULL, -- who chose them, NULL for the program
  saved_at {{.Time}} NOT NULL,
  told_at {{.Time}},                                             -- when the coordinators had their notice
  UNIQUE (panel_id, planned_on)
);

--bun:split

CREATE TABLE round_plan_questions (
  plan_id {{.UUID}} NOT NULL REFERENCES round_plans (id) ON DELETE CASCADE,
  question_id {{.UUID}} NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
  position integer NOT NULL,
  PRIMARY KEY (plan_id, question_id)
);

--bun:split

-- why a moment or a round was cancelled: it passed while the program was down, it fell on a closed day, or somebody decided it
ALTER TABLE cycles ADD COLUMN cancelled_for text NOT NULL DEFAULT '' CHECK (cancelled_for IN ('', 'missed', 'closed', 'decided'));

--bun:split

UPDATE cycles SET cancelled_for = 'missed' WHERE phase = 'cancelled';

--bun:split

ALTER TABLE cycles ADD COLUMN paused_at {{.Time}};                     -- its deadlines stand still since then

--bun:split

ALTER TABLE cycles ADD COLUMN sequence integer NOT NULL DEFAULT 0;     -- grows when a deadline changes (RFC 5545, SEQUENCE)

--bun:split

-- what was decided about a round after it opened; nothing is overwritten
CREATE TABLE cycle_events (
  id {{.UUID}} PRIMARY KEY,           -- UUIDv7: in the order of happening
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('moved', 'paused', 'resumed', 'cancelled')),
  at {{.Time}} NOT NULL,
  person_id {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  reason text NOT NULL,
  collecting_until {{.Time}},         -- the deadlines as they were before
  responding_until {{.Time}},
  reporting_until {{.Time}}
);

--bun:split

CREATE INDEX cycle_events_cycle ON cycle_events (cycle_id, id);

--bun:split

-- the letters of a round that go out at a moment of their own
CREATE TABLE cycle_letters (
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  kind text NOT NULL,
  due_at {{.Time}} NOT NULL,
  done_at {{.Time}},
  PRIMARY KEY (cycle_id, kind)
);

--bun:split

CREATE INDEX cycle_letters_due ON cycle_letters (due_at) WHERE done_at IS NULL;

--bun:split

-- who is told when a service is late
ALTER TABLE services ADD COLUMN owner_id {{.UUID}} REFERENCES people (id) ON DELETE SET NULL;

--bun:split

-- how far the service was reminded of an item: 0 not, 1 before its norm, 2 at its norm, 3 its owner was told, 4 the coordinators were
ALTER TABLE items ADD COLUMN nudged integer NOT NULL DEFAULT 0;

--bun:split

CREATE INDEX items_owed ON items (service_id, due_on) WHERE state <> 'outcome';

--bun:split

-- one letter to one person on one day about all that waits
CREATE TABLE nudges (
  id {{.UUID}} PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('norm', 'owner', 'coordinator')),
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  day text NOT NULL,
  UNIQUE (kind, person_id, day)
);

--bun:split

-- an address under which a calendar program reads somebody's rounds and deadlines
CREATE TABLE calendar_feeds (
  id {{.UUID}} PRIMARY KEY,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  panel_id {{.UUID}} REFERENCES panels (id) ON DELETE CASCADE, -- NULL: all panels that the person has a part in
  created_at {{.Time}} NOT NULL,
  revoked_at {{.Time}}
);

--bun:split

CREATE INDEX calendar_feeds_person ON calendar_feeds (person_id);
