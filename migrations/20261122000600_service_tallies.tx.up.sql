-- what a service has done with its points, counted as it happens: the overview would else add up all that was ever said
CREATE TABLE service_tallies (
  service_id {{.UUID}} NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  what text NOT NULL CHECK (what IN ('changed', 'promised', 'explained', 'thanked', 'hand_overs', 'delivered', 'dropped')), -- hand_overs: of points with an outcome
  count integer NOT NULL CHECK (count >= 0),
  PRIMARY KEY (service_id, what)
);

--bun:split

INSERT INTO service_tallies (service_id, what, count) SELECT service_id, outcome, COUNT(*) FROM items WHERE state = 'outcome' GROUP BY service_id, outcome;

--bun:split

INSERT INTO service_tallies (service_id, what, count) SELECT service_id, 'hand_overs', SUM(hand_overs) FROM items WHERE state = 'outcome' GROUP BY service_id;

--bun:split

INSERT INTO service_tallies (service_id, what, count) SELECT service_id, state, COUNT(*) FROM promises WHERE state <> 'open' GROUP BY service_id, state;

--bun:split

CREATE INDEX promises_open ON promises (service_id, due_on) WHERE state = 'open';
