-- say and do: contributions, items, promises; what the digest says

-- a form as it was typed so far
CREATE TABLE drafts (
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  form {{.JSON}} NOT NULL,
  updated_at {{.Time}} NOT NULL,
  PRIMARY KEY (cycle_id, person_id)
);

--bun:split

-- one sending of the form; its key comes with the form, so that posting twice counts once
CREATE TABLE submissions (
  id {{.UUID}} PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id),
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id),
  created_at {{.Time}} NOT NULL
);

--bun:split

CREATE INDEX submissions_ambassador ON submissions (cycle_id, ambassador_id);

--bun:split

CREATE TABLE items (
  id {{.UUID}} PRIMARY KEY,
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id),
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id),
  service_id {{.UUID}} REFERENCES services (id), -- the accountable one; none is listed as not yet routed
  state text NOT NULL CHECK (state IN ('new', 'routed', 'acknowledged', 'outcome')),
  title text NOT NULL,
  said text NOT NULL,          -- what colleagues say, in the coordinator's words
  outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'changed', 'promised', 'explained', 'thanked')),
  answer text NOT NULL DEFAULT '', -- the service's words to the reader
  due_on text NOT NULL DEFAULT '', -- the day by which an outcome is due, by the service's norm
  contributions integer NOT NULL DEFAULT 0, -- counters, compared by doctor
  people integer NOT NULL DEFAULT 0,
  people_shown integer NOT NULL DEFAULT 0, -- what readers see of it: 0, or grown by a whole smallest group at a time
  hand_overs integer NOT NULL DEFAULT 0,
  created_at {{.Time}} NOT NULL,
  routed_at {{.Time}},
  acknowledged_at {{.Time}},
  answered_at {{.Time}},
  told_in {{.UUID}},           -- the digest that told the outcome
  CHECK ((state = 'outcome') = (outcome <> '')),
  CHECK (state = 'new' OR service_id IS NOT NULL)
);

--bun:split

CREATE INDEX items_service ON items (service_id, id);

--bun:split

CREATE INDEX items_open ON items (service_id, due_on, id) WHERE state <> 'outcome';

--bun:split

CREATE INDEX items_cycle ON items (cycle_id, id);

--bun:split

CREATE INDEX items_panel ON items (panel_id, state, id);

--bun:split

CREATE INDEX items_untold ON items (panel_id, id) WHERE told_in IS NULL;

--bun:split

CREATE TABLE contributions (
  id {{.UUID}} PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id),
  question_id {{.UUID}} REFERENCES cycle_questions (id), -- none for what was said unasked
  submission_id {{.UUID}} NOT NULL REFERENCES submissions (id),
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id), -- the constituency it came through
  person_id {{.UUID}} REFERENCES people (id),            -- who said it
  people integer NOT NULL CHECK (people BETWEEN 1 AND 100000), -- how many stand behind it
  mark integer CHECK (mark BETWEEN 1 AND 10),
  importance integer CHECK (importance BETWEEN 1 AND 10),
  experience integer CHECK (experience BETWEEN 1 AND 10),
  choice integer,                                        -- index in the question's options
  text text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('waiting', 'bundled', 'acknowledged')),
  item_id {{.UUID}} REFERENCES items (id),
  reason text NOT NULL DEFAULT '',                       -- why it was acknowledged without an item
  created_at {{.Time}} NOT NULL,
  CHECK ((state = 'bundled') = (item_id IS NOT NULL)),
  CHECK (state <> 'acknowledged' OR reason <> '')
);

--bun:split

CREATE INDEX contributions_cycle ON contributions (cycle_id, state, id);

--bun:split

CREATE INDEX contributions_submission ON contributions (submission_id);

--bun:split

CREATE INDEX contributions_item ON contributions (item_id, id);

--bun:split

CREATE INDEX contributions_person ON contributions (person_id, id);

--bun:split

CREATE INDEX contributions_ambassador ON contributions (ambassador_id, cycle_id, id);

--bun:split

CREATE INDEX contributions_question ON contributions (question_id, id);

--bun:split

CREATE TABLE promises (
  id {{.UUID}} PRIMARY KEY,
  item_id {{.UUID}} NOT NULL UNIQUE REFERENCES items (id),
  service_id {{.UUID}} NOT NULL REFERENCES services (id),
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id),
  state text NOT NULL CHECK (state IN ('open', 'delivered', 'dropped')),
  due_on text NOT NULL,
  first_due_on text NOT NULL,       -- stays visible when the promise moves
  ending text NOT NULL DEFAULT '',  -- the words with which it was delivered or dropped
  created_at {{.Time}} NOT NULL,
  ended_at {{.Time}},
  told_in {{.UUID}}                 -- the digest that told the ending
);

--bun:split

CREATE INDEX promises_service ON promises (service_id, state, due_on);

--bun:split

CREATE INDEX promises_untold ON promises (panel_id, item_id) WHERE told_in IS NULL;

--bun:split

-- the timeline of an item: appended, never changed
CREATE TABLE events (
  id {{.UUID}} PRIMARY KEY, -- version 7: in order
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  at {{.Time}} NOT NULL,
  person_id {{.UUID}} REFERENCES people (id), -- none: the program itself
  kind text NOT NULL CHECK (kind IN ('created', 'bundled', 'routed', 'handed_over', 'acknowledged', 'answered', 'delivered', 'rescheduled', 'dropped')),
  service_id {{.UUID}} REFERENCES services (id),
  outcome text NOT NULL DEFAULT '',
  due_on text NOT NULL DEFAULT '',
  text text NOT NULL DEFAULT ''
);

--bun:split

CREATE INDEX events_item ON events (item_id, id);

--bun:split

CREATE TABLE digests (
  id {{.UUID}} PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL UNIQUE REFERENCES cycles (id),
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id),
  state text NOT NULL CHECK (state IN ('draft', 'sending', 'sent')),
  intro_nl text NOT NULL DEFAULT '', -- the coordinator's own words above it
  intro_en text NOT NULL DEFAULT '',
  waiting integer NOT NULL DEFAULT 0, -- contributions still waiting when it was approved
  drafted_at {{.Time}} NOT NULL,
  approved_at {{.Time}},
  approved_by {{.UUID}} REFERENCES people (id),
  expanded_to text NOT NULL DEFAULT '', -- person up to whom the audience is in the outbox
  recipients integer NOT NULL DEFAULT 0,
  sent_at {{.Time}}
);

--bun:split

CREATE INDEX digests_state ON digests (state, id);

--bun:split

-- what the digest said, kept as it was said
CREATE TABLE digest_entries (
  digest_id {{.UUID}} NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  position integer NOT NULL,
  section text NOT NULL CHECK (section IN ('changed', 'promised', 'explained', 'thanked', 'unanswered', 'kept', 'open_promise', 'dropped')),
  title text NOT NULL,
  said text NOT NULL,
  people integer NOT NULL,
  service text NOT NULL DEFAULT '',
  answer text NOT NULL DEFAULT '',
  due_on text NOT NULL DEFAULT '',
  first_due_on text NOT NULL DEFAULT '',
  late_days integer NOT NULL DEFAULT 0, -- working days
  PRIMARY KEY (digest_id, item_id)
);

--bun:split

CREATE INDEX digest_entries_item ON digest_entries (item_id);
