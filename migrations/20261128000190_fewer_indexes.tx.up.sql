-- Indexes are most of what it costs to take what a colleague says: the keys are random, so each of them costs a page in SQLite's log. What
-- can be found by another one has none of its own any more.

-- an ambassador's own forms; those of colleagues are found by their links
DROP INDEX submissions_ambassador;

--bun:split

CREATE INDEX submissions_ambassador ON submissions (cycle_id, ambassador_id) WHERE link_id IS NULL;

--bun:split

-- all of a round, first what was said in words; what waits of it stands in contributions_waiting
DROP INDEX contributions_round;

--bun:split

DROP INDEX contributions_cycle;

--bun:split

CREATE INDEX contributions_cycle ON contributions (cycle_id, (CASE WHEN text = '' THEN 1 ELSE 0 END), id);
