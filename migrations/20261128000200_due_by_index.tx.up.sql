-- What is still to be done of a round is found by what is missing. SQLite took the index of its phase instead, and so looked at each round that
-- ever was, every few seconds: it prefers an index of which it knows a value.
DROP INDEX cycles_uncovered;

--bun:split

CREATE INDEX cycles_uncovered ON cycles (covered_at, id) WHERE covered_at IS NULL AND phase IN ('responding', 'reporting', 'closed');

--bun:split

DROP INDEX cycles_unproposed;

--bun:split

CREATE INDEX cycles_unproposed ON cycles (proposed_at, id) WHERE proposed_at IS NULL AND phase IN ('responding', 'reporting', 'closed');

--bun:split

DROP INDEX digests_unreported;

--bun:split

CREATE INDEX digests_unreported ON digests (state, reported_at, id) WHERE reported_at IS NULL;

--bun:split

DROP INDEX digests_incomplete;

--bun:split

CREATE INDEX digests_incomplete ON digests (state, complete_at, id) WHERE state = 'sent' AND complete_at IS NULL;
