-- say: what colleagues send by a link, without an account, and what they hear of it by a receipt

-- the way to the contribute page of a round for one constituency; it lives as long as the round collects
CREATE TABLE links (
  id {{.UUID}} PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id),
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id),
  code text NOT NULL UNIQUE, -- what stands in its address
  created_at {{.Time}} NOT NULL,
  closed_at {{.Time}},       -- somebody closed it before the round did
  closed_by {{.UUID}} REFERENCES people (id)
);

--bun:split

CREATE UNIQUE INDEX links_open ON links (cycle_id, ambassador_id) WHERE closed_at IS NULL;

--bun:split

CREATE INDEX links_ambassador ON links (ambassador_id, cycle_id);

--bun:split

-- What colleagues say must keep no order: keys are random, and on SQLite the rows lie in the order of their keys and not in that of
-- their arrival. An anonymous row bears the moment at which its round opened.
CREATE TABLE submissions_before AS SELECT * FROM submissions;

--bun:split

CREATE TABLE contributions_before AS SELECT * FROM contributions;

--bun:split

DROP TABLE contributions;

--bun:split

DROP TABLE submissions;

--bun:split

-- one sending of the form; its key comes with the form, so that posting twice counts once. A colleague's key is the hash of the receipt.
CREATE TABLE submissions (
  id {{.UUID}} NOT NULL PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id),
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id),
  link_id {{.UUID}} REFERENCES links (id), -- none: the ambassador sent it
  created_at {{.Time}} NOT NULL
){{.Orderless}};

--bun:split

CREATE INDEX submissions_ambassador ON submissions (cycle_id, ambassador_id);

--bun:split

CREATE INDEX submissions_link ON submissions (link_id) WHERE link_id IS NOT NULL;

--bun:split

CREATE TABLE contributions (
  id {{.UUID}} NOT NULL PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id),
  question_id {{.UUID}} REFERENCES cycle_questions (id), -- none for what was said unasked
  submission_id {{.UUID}} NOT NULL REFERENCES submissions (id),
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id), -- the constituency it came through
  link_id {{.UUID}} REFERENCES links (id),               -- a colleague said it; none: the ambassador did
  person_id {{.UUID}} REFERENCES people (id),            -- who said it; none: nobody knows
  people integer NOT NULL CHECK (people BETWEEN 1 AND 100000), -- how many stand behind it
  mark integer CHECK (mark BETWEEN 1 AND 10),
  importance integer CHECK (importance BETWEEN 1 AND 10),
  experience integer CHECK (experience BETWEEN 1 AND 10),
  choice integer,                                        -- index in the question's options
  text text NOT NULL DEFAULT '',
  state text NOT NULL CHECK (state IN ('waiting', 'bundled', 'acknowledged', 'removed')),
  item_id {{.UUID}} REFERENCES items (id),
  reason text NOT NULL DEFAULT '',                       -- why it was acknowledged without an item, or taken out
  created_at {{.Time}} NOT NULL,
  CHECK ((state = 'bundled') = (item_id IS NOT NULL)),
  CHECK (state NOT IN ('acknowledged', 'removed') OR reason <> '')
){{.Orderless}};

--bun:split

INSERT INTO submissions (id, cycle_id, ambassador_id, created_at) SELECT id, cycle_id, ambassador_id, created_at FROM submissions_before;

--bun:split

INSERT INTO contributions (id, cycle_id, question_id, submission_id, ambassador_id, person_id, people, mark, importance, experience, choice, text, state, item_id, reason, created_at)
SELECT id, cycle_id, question_id, submission_id, ambassador_id, person_id, people, mark, importance, experience, choice, text, state, item_id, reason, created_at
FROM contributions_before;

--bun:split

DROP TABLE contributions_before;

--bun:split

DROP TABLE submissions_before;

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

CREATE INDEX contributions_round ON contributions (cycle_id, id) WHERE text <> '';

--bun:split

CREATE INDEX contributions_waiting ON contributions (cycle_id, (COALESCE(question_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')), id) WHERE state = 'waiting';

--bun:split

-- the timeline of an item learns two more kinds: its service asked something back, and somebody answered
CREATE TABLE events_before AS SELECT * FROM events;

--bun:split

DROP TABLE events;

--bun:split

CREATE TABLE events (
  id {{.UUID}} PRIMARY KEY, -- version 7: in order
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  at {{.Time}} NOT NULL,
  person_id {{.UUID}} REFERENCES people (id), -- none: the program itself
  kind text NOT NULL CHECK (kind IN ('created', 'bundled', 'routed', 'handed_over', 'acknowledged', 'answered', 'delivered', 'rescheduled', 'dropped', 'asked_back', 'clarified')),
  service_id {{.UUID}} REFERENCES services (id),
  outcome text NOT NULL DEFAULT '',
  due_on text NOT NULL DEFAULT '',
  text text NOT NULL DEFAULT ''
);

--bun:split

INSERT INTO events (id, item_id, at, person_id, kind, service_id, outcome, due_on, text)
SELECT id, item_id, at, person_id, kind, service_id, outcome, due_on, text FROM events_before;

--bun:split

DROP TABLE events_before;

--bun:split

CREATE INDEX events_item ON events (item_id, id);

--bun:split

-- what a service asks back of everybody who stands behind a point
CREATE TABLE clarifications (
  id {{.UUID}} PRIMARY KEY,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  person_id {{.UUID}} NOT NULL REFERENCES people (id), -- who asked
  question text NOT NULL,
  asked_at {{.Time}} NOT NULL
);

--bun:split

CREATE INDEX clarifications_item ON clarifications (item_id, id);

--bun:split

-- one answer to it from each sending; a colleague whom nobody can name bears the moment of the question
CREATE TABLE clarification_answers (
  clarification_id {{.UUID}} NOT NULL REFERENCES clarifications (id),
  submission_id {{.UUID}} NOT NULL REFERENCES submissions (id),
  text text NOT NULL,
  answered_at {{.Time}} NOT NULL,
  PRIMARY KEY (clarification_id, submission_id)
){{.Orderless}};

--bun:split

-- the heard check: was it clear, did it help? One from each sending about each outcome; a colleague whom nobody can name bears the
-- moment of the outcome.
CREATE TABLE heard_checks (
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  submission_id {{.UUID}} NOT NULL REFERENCES submissions (id),
  helped {{.Bool}} NOT NULL,
  text text NOT NULL DEFAULT '',
  checked_at {{.Time}} NOT NULL,
  PRIMARY KEY (item_id, submission_id)
){{.Orderless}};

--bun:split

-- The secret of a day, by which the addresses of that day are hashed. It goes when the day is over, and nobody can tell any more.
CREATE TABLE limit_keys (
  day text PRIMARY KEY,
  secret text NOT NULL
);

--bun:split

-- how often something was tried in a stretch of time, over all instances
CREATE TABLE limits (
  what text NOT NULL,        -- which limit
  key text NOT NULL,         -- whose: an id, or a keyed hash
  starts_at {{.Time}} NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (what, key, starts_at)
){{.Orderless}};
