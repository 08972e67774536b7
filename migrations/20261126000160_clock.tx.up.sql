-- the clock of a point: when the program last looked whether it may run again, and what its norms came to
ALTER TABLE items ADD COLUMN looked_on text NOT NULL DEFAULT ''; -- the day on which it was looked whether somebody answered what the service asked; never finer

--bun:split

ALTER TABLE items ADD COLUMN response_late_on text NOT NULL DEFAULT ''; -- the day on which the timeline says that the first response is late

--bun:split

-- who took note of a point sees to it, unless it went on to another service since
UPDATE items SET taken_by = (SELECT e.person_id FROM events AS e WHERE e.item_id = items.id AND e.kind IN ('acknowledged', 'routed', 'handed_over') ORDER BY e.id DESC LIMIT 1)
WHERE taken_by IS NULL AND 'acknowledged' = (SELECT e.kind FROM events AS e WHERE e.item_id = items.id AND e.kind IN ('acknowledged', 'routed', 'handed_over') ORDER BY e.id DESC LIMIT 1);

--bun:split

-- the first response stays the first, also of a point that was handed over or asked something before this was noted
UPDATE items SET responded_at = (SELECT MIN(e.at) FROM events AS e WHERE e.item_id = items.id AND e.kind IN ('acknowledged', 'asked_back', 'answered'))
WHERE EXISTS (SELECT 1 FROM events AS e WHERE e.item_id = items.id AND e.kind IN ('acknowledged', 'asked_back', 'answered'));

--bun:split

-- what was asked before clocks could stand lets them stand from the first time
UPDATE items SET paused_on = (SELECT substr(CAST(MIN(e.at) AS text), 1, 10) FROM events AS e WHERE e.item_id = items.id AND e.kind = 'asked_back' AND e.service_id IS NOT NULL)
WHERE state <> 'outcome' AND EXISTS (SELECT 1 FROM events AS e WHERE e.item_id = items.id AND e.kind = 'asked_back' AND e.service_id IS NOT NULL);

--bun:split

DROP INDEX items_counted;

--bun:split

CREATE INDEX items_counted ON items (service_id, due_on, paused_on, ready_at, hand_overs) WHERE state <> 'outcome';

--bun:split

CREATE TABLE service_tallies_before AS SELECT * FROM service_tallies;

--bun:split

DROP TABLE service_tallies;

--bun:split

CREATE TABLE service_tallies (
  service_id {{.UUID}} NOT NULL REFERENCES services (id) ON DELETE CASCADE,
  what text NOT NULL CHECK (what IN ('changed', 'promised', 'explained', 'thanked', 'hand_overs', 'delivered', 'dropped', 'responded_in_time', 'responded_late', 'answered_in_time', 'answered_late', 'paused_days')), -- hand_overs and what follows after dropped: of points with an outcome
  count integer NOT NULL CHECK (count >= 0),
  PRIMARY KEY (service_id, what)
);

--bun:split

INSERT INTO service_tallies (service_id, what, count) SELECT service_id, what, count FROM service_tallies_before;

--bun:split

DROP TABLE service_tallies_before;
