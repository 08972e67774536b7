-- letters that are never lost: that of the week, those about a late first response, and those about a service for which nobody answers
ALTER TABLE people ADD COLUMN week_next_on text NOT NULL DEFAULT ''; -- the day from which the next letter of the week is due; '': not planned yet

--bun:split

ALTER TABLE items ADD COLUMN response_nudged integer NOT NULL DEFAULT 0; -- letters about the first response that the service had

--bun:split

ALTER TABLE items ADD COLUMN response_nudged_on text NOT NULL DEFAULT ''; -- the last of them

--bun:split

DROP INDEX items_unresponded;

--bun:split

CREATE INDEX items_unresponded ON items (response_nudged, respond_on) WHERE responded_at IS NULL AND state <> 'outcome';

--bun:split

ALTER TABLE services ADD COLUMN unmanned_on text NOT NULL DEFAULT ''; -- the day on which its owner and the coordinators heard that nobody answers for it; '': somebody does
