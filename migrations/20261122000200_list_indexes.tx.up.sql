-- what lists and counters are read by, so that a page costs the same whatever the size of the table

-- the failures in the order of their keys, in one walk over all four states
CREATE INDEX mails_failing ON mails (id) WHERE state IN ('dead', 'suppressed', 'unknown', 'retry');

--bun:split

-- the few mails that aren't sent, by state: to count them without the many that are
CREATE INDEX mails_unsent ON mails (state, id) WHERE state <> 'sent';

--bun:split

-- mails_unsent holds all that this one held
DROP INDEX mails_failed;

--bun:split

-- the points of a round by state, to count them without reading them
CREATE INDEX items_cycle_state ON items (cycle_id, state);

--bun:split

-- all that came in for a round in the order of arrival, whatever became of it
CREATE INDEX contributions_round ON contributions (cycle_id, id) WHERE text <> '';
