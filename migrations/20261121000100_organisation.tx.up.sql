-- ask: the organisation, its people and services, and who may do what
CREATE TABLE organisations (
  id integer PRIMARY KEY CHECK (id = 1), -- one program serves one organisation
  name text NOT NULL,
  language text NOT NULL CHECK (language IN ('nl', 'en')), -- for people who didn't choose one
  time_zone text NOT NULL,
  mail_name text NOT NULL,    -- the sender of letters
  mail_address text NOT NULL,
  contact text NOT NULL,      -- whom to ask, printed under each letter
  secret text NOT NULL,       -- key of the signed links (unsubscribe)
  created_at {{.Time}} NOT NULL
);

--bun:split

CREATE TABLE units (
  id {{.UUID}} PRIMARY KEY,
  name text NOT NULL UNIQUE
);

--bun:split

CREATE TABLE people (
  id {{.UUID}} PRIMARY KEY,
  source_key text UNIQUE,        -- userPrincipalName in lower case: it stays when an address changes
  email text NOT NULL UNIQUE,    -- lower case
  name text NOT NULL,
  unit_id {{.UUID}} REFERENCES units (id),
  language text NOT NULL DEFAULT '', -- '' follows the organisation
  administrator {{.Bool}} NOT NULL DEFAULT FALSE,
  manager {{.Bool}} NOT NULL DEFAULT FALSE,
  digest_wanted {{.Bool}} NOT NULL DEFAULT TRUE,
  active {{.Bool}} NOT NULL DEFAULT TRUE,
  created_at {{.Time}} NOT NULL,
  deactivated_at {{.Time}}
);

--bun:split

CREATE INDEX people_unit ON people (unit_id, id);

--bun:split

CREATE INDEX people_name ON people (name, id);

--bun:split

CREATE TABLE sessions (
  hash text PRIMARY KEY, -- SHA-256 of the cookie
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  created_at {{.Time}} NOT NULL,
  expires_at {{.Time}} NOT NULL
);

--bun:split

CREATE INDEX sessions_person ON sessions (person_id);

--bun:split

CREATE TABLE sign_in_links (
  id {{.UUID}} PRIMARY KEY,
  hash text NOT NULL UNIQUE, -- SHA-256 of the link's secret
  purpose text NOT NULL CHECK (purpose IN ('sign_in', 'setup')),
  person_id {{.UUID}} REFERENCES people (id) ON DELETE CASCADE, -- none for setup
  next text NOT NULL DEFAULT '', -- the local page the reader wanted
  created_at {{.Time}} NOT NULL,
  expires_at {{.Time}} NOT NULL,
  used_at {{.Time}}
);

--bun:split

CREATE INDEX sign_in_links_person ON sign_in_links (person_id, created_at);

--bun:split

CREATE TABLE services (
  id {{.UUID}} PRIMARY KEY,
  name text NOT NULL UNIQUE,
  purpose text NOT NULL DEFAULT '',     -- what you can come to it for
  expectation text NOT NULL DEFAULT '', -- what you may expect of it, in plain words
  norm_days integer NOT NULL CHECK (norm_days BETWEEN 1 AND 250), -- working days to an outcome
  created_at {{.Time}} NOT NULL,
  closed_at {{.Time}}
);

--bun:split

CREATE TABLE responders (
  service_id {{.UUID}} NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  PRIMARY KEY (service_id, person_id)
);

--bun:split

CREATE INDEX responders_person ON responders (person_id);

--bun:split

CREATE TABLE topics (
  id {{.UUID}} PRIMARY KEY,
  name text NOT NULL UNIQUE
);

--bun:split

CREATE TABLE questions (
  id {{.UUID}} PRIMARY KEY,
  topic_id {{.UUID}} NOT NULL REFERENCES topics (id),
  service_id {{.UUID}} REFERENCES services (id), -- whom a mark or a pair is about
  kind text NOT NULL CHECK (kind IN ('open', 'mark', 'choice', 'pair')),
  text_nl text NOT NULL,
  text_en text NOT NULL DEFAULT '',    -- '' shows the Dutch one
  options_nl text NOT NULL DEFAULT '', -- of a choice, one a line
  options_en text NOT NULL DEFAULT '',
  created_at {{.Time}} NOT NULL,
  archived_at {{.Time}}
);

--bun:split

CREATE INDEX questions_topic ON questions (topic_id, id);

--bun:split

CREATE TABLE panels (
  id {{.UUID}} PRIMARY KEY,
  name text NOT NULL UNIQUE,
  purpose text NOT NULL DEFAULT '',
  time_zone text NOT NULL,
  recurrence text NOT NULL,  -- scheduler.Recurrence in its text form
  starts_on text NOT NULL,   -- no round before this day; the anchor of "every n weeks"
  collecting_days integer NOT NULL CHECK (collecting_days BETWEEN 1 AND 250),
  responding_days integer NOT NULL CHECK (responding_days BETWEEN 1 AND 250),
  reporting_days integer NOT NULL CHECK (reporting_days BETWEEN 1 AND 250),
  catch_up_days integer NOT NULL CHECK (catch_up_days BETWEEN 0 AND 60),
  audience text NOT NULL CHECK (audience IN ('organisation', 'units', 'constituencies')),
  smallest_group integer NOT NULL CHECK (smallest_group >= 5),
  picking text NOT NULL CHECK (picking IN ('fixed', 'rotation')),
  cycle_count integer NOT NULL DEFAULT 0, -- counter of cycles.number
  next_on text NOT NULL DEFAULT '',       -- the next planned day, '' while paused
  next_at {{.Time}},                      -- and its moment
  paused {{.Bool}} NOT NULL DEFAULT FALSE,
  created_at {{.Time}} NOT NULL
);

--bun:split

CREATE INDEX panels_next ON panels (next_at);

--bun:split

CREATE TABLE panel_coordinators (
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  PRIMARY KEY (panel_id, person_id)
);

--bun:split

CREATE INDEX panel_coordinators_person ON panel_coordinators (person_id);

--bun:split

CREATE TABLE panel_services (
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
  service_id {{.UUID}} NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  PRIMARY KEY (panel_id, service_id)
);

--bun:split

-- the units of an audience of kind 'units'
CREATE TABLE panel_units (
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
  unit_id {{.UUID}} NOT NULL REFERENCES units (id) ON DELETE CASCADE,
  PRIMARY KEY (panel_id, unit_id)
);

--bun:split

CREATE TABLE panel_questions (
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
  question_id {{.UUID}} NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
  position integer NOT NULL,
  PRIMARY KEY (panel_id, question_id)
);

--bun:split

CREATE TABLE ambassadors (
  id {{.UUID}} PRIMARY KEY,
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id),
  starts_on text NOT NULL,           -- term of office
  ends_on text NOT NULL DEFAULT '',  -- last day, '' is open
  created_at {{.Time}} NOT NULL,
  UNIQUE (panel_id, person_id)
);

--bun:split

CREATE INDEX ambassadors_person ON ambassadors (person_id);

--bun:split

-- a constituency: whole units and named people
CREATE TABLE constituency_units (
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id) ON DELETE CASCADE,
  unit_id {{.UUID}} NOT NULL REFERENCES units (id) ON DELETE CASCADE,
  PRIMARY KEY (ambassador_id, unit_id)
);

--bun:split

CREATE TABLE constituency_people (
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  PRIMARY KEY (ambassador_id, person_id)
);

--bun:split

CREATE TABLE cycles (
  id {{.UUID}} PRIMARY KEY,
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id),
  number integer,             -- none for a cancelled moment that never opened
  planned_on text NOT NULL,   -- the local day
  phase text NOT NULL CHECK (phase IN ('collecting', 'responding', 'reporting', 'closed', 'cancelled')),
  topic text NOT NULL DEFAULT '', -- of a rotation
  opened_at {{.Time}},
  collecting_until {{.Time}},
  responding_until {{.Time}},
  reporting_until {{.Time}},
  closed_at {{.Time}},
  contributions integer NOT NULL DEFAULT 0, -- counters, compared by doctor
  waiting integer NOT NULL DEFAULT 0,
  UNIQUE (panel_id, planned_on),
  UNIQUE (panel_id, number)
);

--bun:split

CREATE INDEX cycles_phase ON cycles (phase, panel_id);

--bun:split

-- the cycle's own copy of the wording
CREATE TABLE cycle_questions (
  id {{.UUID}} PRIMARY KEY,
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  question_id {{.UUID}} REFERENCES questions (id) ON DELETE SET NULL,
  position integer NOT NULL,
  topic text NOT NULL,
  service_id {{.UUID}} REFERENCES services (id),
  kind text NOT NULL,
  text_nl text NOT NULL,
  text_en text NOT NULL,
  options_nl text NOT NULL,
  options_en text NOT NULL,
  UNIQUE (cycle_id, position)
);
