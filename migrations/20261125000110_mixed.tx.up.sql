-- say: what colleagues sent to a round is written again in random order each day while it collects, and for the last time when it stopped
ALTER TABLE cycles ADD COLUMN stirred_at {{.Time}};

--bun:split

ALTER TABLE cycles ADD COLUMN mixed_at {{.Time}};

--bun:split

UPDATE cycles SET mixed_at = opened_at WHERE phase <> 'collecting'; -- no colleague could send anything to them

--bun:split

CREATE INDEX cycles_to_mix ON cycles (id) WHERE mixed_at IS NULL AND number IS NOT NULL;

--bun:split

-- how many of its links were closed: whoever takes contributions sees by it that what they know of the links is still so
ALTER TABLE cycles ADD COLUMN links_closed integer NOT NULL DEFAULT 0;

--bun:split

-- Each index costs a page in the log for each contribution that comes in, for the keys are random. So these hold only what they are asked for.
DROP INDEX contributions_item;

--bun:split

CREATE INDEX contributions_item ON contributions (item_id, id) WHERE item_id IS NOT NULL;

--bun:split

DROP INDEX contributions_person;

--bun:split

CREATE INDEX contributions_person ON contributions (person_id, id) WHERE person_id IS NOT NULL;

--bun:split

DROP INDEX contributions_ambassador;

--bun:split

CREATE INDEX contributions_ambassador ON contributions (ambassador_id, cycle_id, id) WHERE link_id IS NULL;

--bun:split

CREATE INDEX contributions_carried ON contributions (ambassador_id, item_id) WHERE item_id IS NOT NULL;

--bun:split

DROP INDEX contributions_question;

--bun:split

DROP INDEX submissions_link;

--bun:split

CREATE INDEX submissions_link ON submissions (link_id, id) WHERE link_id IS NOT NULL;
