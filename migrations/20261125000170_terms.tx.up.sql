-- terms of office: a person can be ambassador of a panel a second time, a constituency passes on with its history, and what each round
-- reached of it is kept

{{if .Remade}}-- SQLite can't drop a constraint: the table is made anew. Until the end of the transaction nobody asks where the rows are that others refer to.
PRAGMA defer_foreign_keys = ON;

--bun:split

CREATE TABLE ambassadors_before AS SELECT * FROM ambassadors;

--bun:split

CREATE TABLE constituency_units_before AS SELECT * FROM constituency_units;

--bun:split

CREATE TABLE constituency_people_before AS SELECT * FROM constituency_people;

--bun:split

DROP TABLE ambassadors;

--bun:split

CREATE TABLE ambassadors (
  id {{.UUID}} PRIMARY KEY,
  panel_id {{.UUID}} NOT NULL REFERENCES panels (id) ON DELETE CASCADE,
  person_id {{.UUID}} NOT NULL REFERENCES people (id),
  starts_on text NOT NULL,           -- term of office
  ends_on text NOT NULL DEFAULT '',  -- last day, '' is open
  created_at {{.Time}} NOT NULL,
  UNIQUE (panel_id, person_id, starts_on)
);

--bun:split

INSERT INTO ambassadors (id, panel_id, person_id, starts_on, ends_on, created_at)
SELECT id, panel_id, person_id, starts_on, ends_on, created_at FROM ambassadors_before;

--bun:split

INSERT INTO constituency_units (ambassador_id, unit_id) SELECT ambassador_id, unit_id FROM constituency_units_before WHERE TRUE ON CONFLICT DO NOTHING;

--bun:split

INSERT INTO constituency_people (ambassador_id, person_id) SELECT ambassador_id, person_id FROM constituency_people_before WHERE TRUE ON CONFLICT DO NOTHING;

--bun:split

DROP TABLE constituency_people_before;

--bun:split

DROP TABLE constituency_units_before;

--bun:split

DROP TABLE ambassadors_before;

--bun:split

CREATE INDEX ambassadors_person ON ambassadors (person_id);
{{else}}ALTER TABLE ambassadors DROP CONSTRAINT ambassadors_panel_id_person_id_key, ADD UNIQUE (panel_id, person_id, starts_on);
{{end}}
--bun:split

ALTER TABLE ambassadors ADD COLUMN thanked_at {{.Time}}; -- when the letter that ends a term was decided on

--bun:split

CREATE INDEX ambassadors_ending ON ambassadors (ends_on) WHERE ends_on <> '' AND thanked_at IS NULL;

--bun:split

-- from whom to whom a constituency passes, and on which day
CREATE TABLE successions (
  ambassador_id {{.UUID}} PRIMARY KEY REFERENCES ambassadors (id) ON DELETE CASCADE, -- whose term ends
  successor_id {{.UUID}} NOT NULL REFERENCES ambassadors (id) ON DELETE CASCADE,
  on_day text NOT NULL,        -- the successor's first day
  ended_before text NOT NULL,  -- the last day of the term as it was before
  made {{.Bool}} NOT NULL,     -- the successor's term was made for it
  planned_by {{.UUID}} REFERENCES people (id),
  planned_at {{.Time}} NOT NULL,
  passed_at {{.Time}}          -- none: still to come
);

--bun:split

CREATE INDEX successions_successor ON successions (successor_id);

--bun:split

CREATE INDEX successions_due ON successions (on_day) WHERE passed_at IS NULL;

--bun:split

-- whose history an ambassador has besides the own: those before in this constituency, and the same person's earlier terms
CREATE TABLE earlier_terms (
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id) ON DELETE CASCADE,
  earlier_id {{.UUID}} NOT NULL REFERENCES ambassadors (id) ON DELETE CASCADE,
  PRIMARY KEY (ambassador_id, earlier_id)
);

--bun:split

CREATE INDEX earlier_terms_earlier ON earlier_terms (earlier_id);

--bun:split

ALTER TABLE cycles ADD COLUMN covered_at {{.Time}}; -- when it was counted whom the round reached; none: not yet, or to be counted again

--bun:split

CREATE INDEX cycles_uncovered ON cycles (id) WHERE covered_at IS NULL AND phase IN ('responding', 'reporting', 'closed');

--bun:split

-- whom a round reached, by the ambassador who spoke for the constituency when it stopped collecting; counted once, so that no two looks
-- at it differ
CREATE TABLE coverage (
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  ambassador_id {{.UUID}} NOT NULL REFERENCES ambassadors (id),
  size integer NOT NULL, -- colleagues in the constituency
  sent integer NOT NULL, -- colleagues behind what came in; someone who sent twice counts twice
  PRIMARY KEY (cycle_id, ambassador_id)
);

--bun:split

CREATE INDEX coverage_ambassador ON coverage (ambassador_id, cycle_id);

--bun:split

-- the teams of those constituencies
CREATE TABLE coverage_units (
  cycle_id {{.UUID}} NOT NULL REFERENCES cycles (id) ON DELETE CASCADE,
  unit_id {{.UUID}} NOT NULL REFERENCES units (id) ON DELETE CASCADE,
  heard {{.Bool}} NOT NULL, -- something came through a constituency that it belongs to
  PRIMARY KEY (cycle_id, unit_id)
);

--bun:split

CREATE INDEX coverage_units_unit ON coverage_units (unit_id, heard, cycle_id);

--bun:split

-- how large the teams are
CREATE INDEX people_in_service ON people (unit_id, language) WHERE active;
