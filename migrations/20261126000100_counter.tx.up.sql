-- one counter: what is said outside a round, points that merge and split, who sees to them, and what a service promises to the day
-- cycles: a panel has one that always stands open, without a number, a day or deadlines: planned_on '' makes it the only one
ALTER TABLE cycles ADD COLUMN stage text NOT NULL DEFAULT 'collecting' CHECK (stage IN ('collecting', 'responding', 'reporting', 'closed', 'cancelled', 'standing'));

--bun:split

UPDATE cycles SET stage = phase;

--bun:split

DROP INDEX cycles_phase;

--bun:split

DROP INDEX cycles_uncovered;

--bun:split

ALTER TABLE cycles DROP COLUMN phase;

--bun:split

ALTER TABLE cycles RENAME COLUMN stage TO phase;

--bun:split

CREATE INDEX cycles_phase ON cycles (phase, panel_id);

--bun:split

CREATE INDEX cycles_uncovered ON cycles (id) WHERE covered_at IS NULL AND phase IN ('responding', 'reporting', 'closed');

--bun:split

-- who says something outside a round says it through nobody: such a row has a person and no ambassador
{{if .Remade}}DROP INDEX submissions_ambassador;

--bun:split

DROP INDEX contributions_ambassador;

--bun:split

DROP INDEX contributions_carried;

--bun:split

ALTER TABLE submissions ADD COLUMN through {{.UUID}} REFERENCES ambassadors (id);

--bun:split

UPDATE submissions SET through = ambassador_id;

--bun:split

ALTER TABLE submissions DROP COLUMN ambassador_id;

--bun:split

ALTER TABLE submissions RENAME COLUMN through TO ambassador_id;

--bun:split

ALTER TABLE contributions ADD COLUMN through {{.UUID}} REFERENCES ambassadors (id);

--bun:split

UPDATE contributions SET through = ambassador_id;

--bun:split

ALTER TABLE contributions DROP COLUMN ambassador_id;

--bun:split

ALTER TABLE contributions RENAME COLUMN through TO ambassador_id;

--bun:split

CREATE INDEX submissions_ambassador ON submissions (cycle_id, ambassador_id);

--bun:split

CREATE INDEX contributions_ambassador ON contributions (ambassador_id, cycle_id, id) WHERE link_id IS NULL;

--bun:split

CREATE INDEX contributions_carried ON contributions (ambassador_id, item_id) WHERE item_id IS NOT NULL;

--bun:split

-- items: one that was merged, or whose bundling was undone, is dissolved; nobody stands behind it any more. Nobody asks until the end of the transaction where the rows are that others refer to.
PRAGMA defer_foreign_keys = ON;

--bun:split

CREATE TABLE items_before AS SELECT * FROM items;

--bun:split

DROP TABLE items;

--bun:split

CREATE TABLE items (
  id {{.UUID}} PRIMARY KEY,
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id),
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id),
  service_id {{.UUID}} REFERENCES services (id), -- the accountable one; none is listed as not yet routed
  state text NOT NULL CHECK (state IN ('new', 'routed', 'acknowledged', 'outcome')),
  title text NOT NULL, said text NOT NULL,
  outcome text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'changed', 'promised', 'explained', 'thanked', 'dissolved')),
  answer text NOT NULL DEFAULT '', due_on text NOT NULL DEFAULT '',
  contributions integer NOT NULL DEFAULT 0, people integer NOT NULL DEFAULT 0, people_shown integer NOT NULL DEFAULT 0, hand_overs integer NOT NULL DEFAULT 0,
  created_at {{.Time}} NOT NULL, routed_at {{.Time}}, acknowledged_at {{.Time}}, answered_at {{.Time}}, told_in {{.UUID}},
  nudged integer NOT NULL DEFAULT 0, nudged_on text NOT NULL DEFAULT '',
  CHECK ((state = 'outcome') = (outcome <> '')),
  CHECK (state = 'new' OR service_id IS NOT NULL OR outcome = 'dissolved')
);

--bun:split

INSERT INTO items (id, panel_id, cycle_id, service_id, state, title, said, outcome, answer, due_on, contributions, people, people_shown, hand_overs, created_at, routed_at, acknowledged_at, answered_at, told_in, nudged, nudged_on) SELECT id, panel_id, cycle_id, service_id, state, title, said, outcome, answer, due_on, contributions, people, people_shown, hand_overs, created_at, routed_at, acknowledged_at, answered_at, told_in, nudged, nudged_on FROM items_before;

--bun:split

DROP TABLE items_before;

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

CREATE INDEX items_cycle_state ON items (cycle_id, state);

--bun:split

CREATE INDEX items_nudged ON items (nudged, due_on) WHERE state <> 'outcome';

--bun:split

CREATE INDEX items_counted ON items (service_id, due_on, hand_overs) WHERE state <> 'outcome';

--bun:split

{{else}}ALTER TABLE submissions ALTER COLUMN ambassador_id DROP NOT NULL;

--bun:split

ALTER TABLE contributions ALTER COLUMN ambassador_id DROP NOT NULL;

--bun:split

ALTER TABLE items DROP CONSTRAINT items_outcome_check, DROP CONSTRAINT items_check1, ADD CHECK (outcome IN ('', 'changed', 'promised', 'explained', 'thanked', 'dissolved')), ADD CHECK (state = 'new' OR service_id IS NOT NULL OR outcome = 'dissolved');

--bun:split

{{end}}ALTER TABLE items ADD COLUMN dissolved_into {{.UUID}} REFERENCES items (id); -- none: its bundling was undone

--bun:split

ALTER TABLE items ADD COLUMN question_id {{.UUID}} REFERENCES cycle_questions (id); -- it was proposed by what was answered to this

--bun:split

ALTER TABLE items ADD COLUMN taken_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL; -- the responder who sees to it

--bun:split

ALTER TABLE items ADD COLUMN wanted_id {{.UUID}} REFERENCES services (id); -- asked for by the third hand-over; the coordinator decides

--bun:split

ALTER TABLE items ADD COLUMN arrived_on text NOT NULL DEFAULT ''; -- the day from which its norms count

--bun:split

ALTER TABLE items ADD COLUMN respond_on text NOT NULL DEFAULT ''; -- the first response is due

--bun:split

ALTER TABLE items ADD COLUMN responded_at {{.Time}}; -- the first response; a hand-over doesn't take it away

--bun:split

ALTER TABLE items ADD COLUMN paused_on text NOT NULL DEFAULT ''; -- the clock stands since: colleagues were asked something

--bun:split

ALTER TABLE items ADD COLUMN paused_days integer NOT NULL DEFAULT 0; -- working days that it stood before

--bun:split

ALTER TABLE items ADD COLUMN late_on text NOT NULL DEFAULT ''; -- the day on which the timeline says that it is late

--bun:split

ALTER TABLE items ADD COLUMN ready_at {{.Time}}; -- its service released an answer that isn't published

--bun:split

ALTER TABLE items ADD COLUMN revised_at {{.Time}};

--bun:split

ALTER TABLE items ADD COLUMN revised_in {{.UUID}}; -- the digest that told the revised outcome

--bun:split

UPDATE items SET responded_at = COALESCE(acknowledged_at, answered_at);

--bun:split

CREATE INDEX items_taken ON items (taken_by, due_on, id) WHERE state <> 'outcome';

--bun:split

CREATE INDEX items_unresponded ON items (respond_on) WHERE responded_at IS NULL AND respond_on <> '' AND state <> 'outcome';

--bun:split

CREATE INDEX items_turning ON items (due_on) WHERE late_on = '' AND state <> 'outcome';

--bun:split

CREATE INDEX items_dissolved ON items (cycle_id) WHERE outcome = 'dissolved';

--bun:split

CREATE INDEX items_wanted ON items (panel_id, id) WHERE wanted_id IS NOT NULL;

--bun:split

CREATE INDEX items_paused ON items (paused_on) WHERE paused_on <> '';

--bun:split

CREATE INDEX items_ready ON items (cycle_id, id) WHERE ready_at IS NOT NULL AND state <> 'outcome';

--bun:split

CREATE INDEX items_revised ON items (panel_id, id) WHERE revised_at IS NOT NULL AND revised_in IS NULL;

--bun:split

-- the timeline learns what happens at the counter
CREATE TABLE events_before AS SELECT * FROM events;

--bun:split

DROP TABLE events;

--bun:split

CREATE TABLE events (
  id {{.UUID}} PRIMARY KEY, -- version 7: in order
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  at {{.Time}} NOT NULL,
  person_id {{.UUID}} REFERENCES people (id), -- none: the program itself
  kind text NOT NULL CHECK (kind IN ('created', 'bundled', 'unbundled', 'merged', 'split', 'dissolved', 'restored', 'proposed', 'routed', 'handed_over', 'hand_over_asked', 'hand_over_declined', 'help_asked', 'help_given', 'acknowledged', 'taken', 'freed', 'noted', 'asked_back', 'clarified', 'resumed', 'warned', 'late', 'drafted', 'released', 'recalled', 'answered', 'revised', 'reopened', 'delivered', 'rescheduled', 'dropped')),
  service_id {{.UUID}} REFERENCES services (id),
  other_id {{.UUID}} REFERENCES items (id), -- the other point of a merge or a split
  outcome text NOT NULL DEFAULT '',
  due_on text NOT NULL DEFAULT '',
  text text NOT NULL DEFAULT '',
  why text NOT NULL DEFAULT '' -- of a revised outcome: what is different; of a merge: the reason
);

--bun:split

INSERT INTO events (id, item_id, at, person_id, kind, service_id, outcome, due_on, text) SELECT id, item_id, at, person_id, kind, service_id, outcome, due_on, text FROM events_before;

--bun:split

DROP TABLE events_before;

--bun:split

CREATE INDEX events_item ON events (item_id, id);

--bun:split

CREATE INDEX events_other ON events (other_id) WHERE other_id IS NOT NULL;

--bun:split

-- what was bundled, so that it can be undone. No foreign key to contributions: Mix writes them again.
CREATE TABLE acts (
  id {{.UUID}} PRIMARY KEY, -- version 7: in order
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  person_id {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  kind text NOT NULL CHECK (kind IN ('bundled', 'added', 'acknowledged', 'merged', 'split')),
  item_id {{.UUID}} REFERENCES items (id), -- none: acknowledged
  other_id {{.UUID}} REFERENCES items (id), -- dissolved by a merge, or made by a split
  at {{.Time}} NOT NULL,
  undone_at {{.Time}}
);

--bun:split

CREATE INDEX acts_last ON acts (cycle_id, person_id, id) WHERE undone_at IS NULL;

--bun:split

CREATE TABLE act_contributions (
  act_id {{.UUID}} NOT NULL REFERENCES acts (id) ON DELETE CASCADE,
  contribution_id {{.UUID}} NOT NULL,
  PRIMARY KEY (act_id, contribution_id)
){{.Orderless}};

--bun:split

-- the directory
ALTER TABLE services ADD COLUMN working_on text NOT NULL DEFAULT ''; -- what it is working on now, in plain words

--bun:split

ALTER TABLE services ADD COLUMN priorities text NOT NULL DEFAULT ''; -- one a line, the first first

--bun:split

ALTER TABLE services ADD COLUMN respond_days integer NOT NULL DEFAULT 3 CHECK (respond_days BETWEEN 1 AND 250); -- working days to a first response

--bun:split

CREATE TABLE missed_searches (
  words text PRIMARY KEY, -- folded, as typed; who typed them isn't kept
  count integer NOT NULL,
  last_on text NOT NULL,
  settled_on text NOT NULL DEFAULT '' -- a coordinator saw to it; a later search brings it back
);

--bun:split

-- rules by which a service is proposed, or made accountable at once
CREATE TABLE routing_rules (
  id {{.UUID}} PRIMARY KEY,
  service_id {{.UUID}} NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  topic_id {{.UUID}} REFERENCES topics (id) ON DELETE CASCADE, -- none: of any
  words text NOT NULL DEFAULT '', -- separated by commas, one of them is enough; '': the topic alone
  at_once {{.Bool}} NOT NULL DEFAULT FALSE, -- what is said outside a round goes there without a coordinator
  created_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  created_at {{.Time}} NOT NULL,
  removed_at {{.Time}}
);

--bun:split

CREATE INDEX routing_rules_service ON routing_rules (service_id) WHERE removed_at IS NULL;

--bun:split

-- services that help the accountable one
CREATE TABLE item_services (
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  service_id {{.UUID}} NOT NULL REFERENCES services (id),
  asked_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  request text NOT NULL,
  asked_at {{.Time}} NOT NULL,
  given_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  given text NOT NULL DEFAULT '',
  given_at {{.Time}},
  PRIMARY KEY (item_id, service_id)
);

--bun:split

CREATE INDEX item_services_open ON item_services (service_id, item_id) WHERE given_at IS NULL;

--bun:split

-- answers: written by anyone in the service, released by whom it chose, published by the coordinator where the panel wants that
ALTER TABLE responders ADD COLUMN releases {{.Bool}} NOT NULL DEFAULT TRUE;

--bun:split

ALTER TABLE panels ADD COLUMN holds_answers {{.Bool}} NOT NULL DEFAULT FALSE;

--bun:split

CREATE TABLE item_answers (
  item_id {{.UUID}} PRIMARY KEY REFERENCES items (id), -- gone when it is published; what it said stands in the timeline
  outcome text NOT NULL CHECK (outcome IN ('', 'changed', 'promised', 'explained', 'thanked')),
  answer text NOT NULL,
  due_on text NOT NULL DEFAULT '',
  changed text NOT NULL DEFAULT '', -- of a revision: what is different now
  version integer NOT NULL, -- grows with each writing; a form that bears an older one is shown beside what is there
  written_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  written_at {{.Time}} NOT NULL,
  released_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  released_at {{.Time}}
);

--bun:split

ALTER TABLE digest_entries ADD COLUMN changed text NOT NULL DEFAULT ''; -- of a revised outcome: what is different

--bun:split

CREATE TABLE canned_texts (
  id {{.UUID}} PRIMARY KEY,
  service_id {{.UUID}} NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  name text NOT NULL,
  text text NOT NULL, -- what stands between [ and ] has to be filled in
  removed_at {{.Time}},
  UNIQUE (service_id, name)
);

--bun:split

ALTER TABLE heard_checks ADD COLUMN clear {{.Bool}}; -- of an explanation; none: not asked

--bun:split

-- was an explanation clear to those who read it? One from each reader; figures grow by whole smallest groups as those of heard checks.
CREATE TABLE clear_checks (
  event_id {{.UUID}} NOT NULL, -- that explained it
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  clear {{.Bool}} NOT NULL,
  PRIMARY KEY (event_id, person_id)
){{.Orderless}};

--bun:split

CREATE TABLE clear_figures (
  event_id {{.UUID}} NOT NULL PRIMARY KEY,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  clear integer NOT NULL DEFAULT 0,
  unclear integer NOT NULL DEFAULT 0
){{.Orderless}};

--bun:split

-- promises, and what marks and choices propose: a line and a step in tenths of a mark, or in percent of those who chose a good option
ALTER TABLE promises ADD COLUMN nudged integer NOT NULL DEFAULT 0;

--bun:split

ALTER TABLE promises ADD COLUMN nudged_on text NOT NULL DEFAULT '';

--bun:split

ALTER TABLE promises ADD COLUMN asked_in {{.UUID}} REFERENCES cycles (id); -- the round that asked: did you notice?

--bun:split

ALTER TABLE cycle_questions ADD COLUMN item_id {{.UUID}} REFERENCES items (id); -- it asks whether what was promised was noticed

--bun:split

ALTER TABLE questions ADD COLUMN line integer CHECK (line BETWEEN 1 AND 100);

--bun:split

ALTER TABLE questions ADD COLUMN step integer CHECK (step BETWEEN 1 AND 100);

--bun:split

ALTER TABLE questions ADD COLUMN good_options text NOT NULL DEFAULT ''; -- of a choice: their numbers from 0, separated by commas

--bun:split

ALTER TABLE cycle_questions ADD COLUMN line integer;

--bun:split

ALTER TABLE cycle_questions ADD COLUMN step integer;

--bun:split

ALTER TABLE cycle_questions ADD COLUMN good_options text NOT NULL DEFAULT '';

--bun:split

ALTER TABLE cycles ADD COLUMN proposed_at {{.Time}}; -- its figures were looked through for proposals

--bun:split

CREATE INDEX cycles_unproposed ON cycles (id) WHERE proposed_at IS NULL AND phase IN ('responding', 'reporting', 'closed');

--bun:split

CREATE TABLE proposals (
  id {{.UUID}} PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  question_id {{.UUID}} NOT NULL UNIQUE REFERENCES cycle_questions (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('line', 'step')),
  figure integer NOT NULL, -- tenths, or percent
  before integer, -- the last one that was shown; none: never asked
  state text NOT NULL CHECK (state IN ('open', 'made', 'dismissed')),
  item_id {{.UUID}} REFERENCES items (id),
  reason text NOT NULL DEFAULT '',
  decided_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  decided_at {{.Time}},
  CHECK ((state = 'made') = (item_id IS NOT NULL)), CHECK (state <> 'dismissed' OR reason <> '')
);

--bun:split

CREATE INDEX proposals_cycle ON proposals (cycle_id, state);

--bun:split

UPDATE cycles SET proposed_at = COALESCE(collecting_until, opened_at) WHERE phase IN ('responding', 'reporting', 'closed'); -- of rounds that are over nothing is proposed now

--bun:split

-- who is away, who is named in a note, and when somebody wants their letters
CREATE TABLE absences (
  id {{.UUID}} PRIMARY KEY,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  stand_in_id {{.UUID}} REFERENCES people (id) ON DELETE SET NULL, -- answers for the same services meanwhile
  from_on text NOT NULL,
  until_on text NOT NULL
);

--bun:split

CREATE INDEX absences_person ON absences (person_id, until_on);

--bun:split

CREATE INDEX absences_stand_in ON absences (stand_in_id, until_on);

--bun:split

CREATE TABLE mentions (
  event_id {{.UUID}} NOT NULL, -- a note
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  seen_at {{.Time}},
  PRIMARY KEY (event_id, person_id)
);

--bun:split

CREATE INDEX mentions_unseen ON mentions (person_id, event_id) WHERE seen_at IS NULL;

--bun:split

ALTER TABLE people ADD COLUMN week_day integer NOT NULL DEFAULT 1 CHECK (week_day BETWEEN 1 AND 5);

--bun:split

ALTER TABLE people ADD COLUMN week_hour integer NOT NULL DEFAULT 9 CHECK (week_hour BETWEEN 1 AND 23); -- of the letter of a day too

--bun:split

CREATE TABLE nudges_before AS SELECT * FROM nudges;

--bun:split

DROP TABLE nudges;

--bun:split

CREATE TABLE nudges (
  id {{.UUID}} PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('norm', 'owner', 'coordinator', 'day', 'week', 'decide')),
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  day text NOT NULL,
  points text NOT NULL DEFAULT '[]', -- the points that it names, by their number
  UNIQUE (kind, person_id, day)
);

--bun:split

INSERT INTO nudges (id, kind, person_id, day, points) SELECT id, kind, person_id, day, points FROM nudges_before;

--bun:split

DROP TABLE nudges_before;
