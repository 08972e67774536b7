-- tell: the heard check is about one outcome of a point; a point that is brought back has another one later

DROP TABLE heard_checks;

--bun:split

-- One from each sending about each outcome: did it help? A colleague whom nobody can name bears the moment of the outcome.
CREATE TABLE heard_checks (
  event_id {{.UUID}} NOT NULL, -- the event that told the outcome
  submission_id {{.UUID}} NOT NULL REFERENCES submissions (id),
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  helped {{.Bool}} NOT NULL,
  text text NOT NULL DEFAULT '',
  checked_at {{.Time}} NOT NULL,
  PRIMARY KEY (event_id, submission_id)
){{.Orderless}};

--bun:split

CREATE INDEX heard_checks_item ON heard_checks (item_id, event_id);

--bun:split

-- What is shown of the heard checks of an outcome: 0, or grown by a whole smallest group at a time.
CREATE TABLE heard_figures (
  event_id {{.UUID}} NOT NULL PRIMARY KEY,
  item_id {{.UUID}} NOT NULL REFERENCES items (id),
  helped integer NOT NULL DEFAULT 0,
  unhelped integer NOT NULL DEFAULT 0,
  attend {{.Bool}} NOT NULL -- somebody wasn't helped since a coordinator last looked
){{.Orderless}};

--bun:split

CREATE INDEX heard_figures_attend ON heard_figures (item_id) WHERE attend;

--bun:split

-- Somebody gave an address by which they want to hear more. The person stands in the letter alone, and the letter knows this key alone:
-- once the row is gone, and it goes when it is used or over, nothing connects the two.
CREATE TABLE reach_requests (
  id {{.UUID}} NOT NULL PRIMARY KEY,
  submission_id {{.UUID}} NOT NULL REFERENCES submissions (id),
  until text NOT NULL -- the last day on which it can be used
){{.Orderless}};

--bun:split

CREATE INDEX reach_requests_submission ON reach_requests (submission_id);

--bun:split

-- sendings of which the colleague made themselves known; what happened before that they read on their receipt
CREATE TABLE reached (
  submission_id {{.UUID}} NOT NULL PRIMARY KEY REFERENCES submissions (id),
  at {{.Time}} NOT NULL
){{.Orderless}};
