-- the timeline bears all that a point's clock follows from, so that it can be proven
ALTER TABLE events ADD COLUMN arrived_on text NOT NULL DEFAULT ''; -- the day from which the norms count

--bun:split

ALTER TABLE events ADD COLUMN respond_on text NOT NULL DEFAULT ''; -- the first response is due

--bun:split

ALTER TABLE events ADD COLUMN days integer NOT NULL DEFAULT 0; -- of a clock that runs again: the working days that it stood

--bun:split

-- what was known of earlier points stands with the last event by which their days can have changed
UPDATE events SET arrived_on = (SELECT i.arrived_on FROM items AS i WHERE i.id = events.item_id), respond_on = (SELECT i.respond_on FROM items AS i WHERE i.id = events.item_id)
WHERE id = (SELECT l.id FROM events AS l WHERE l.item_id = events.item_id AND l.kind IN ('created', 'routed', 'handed_over', 'merged', 'unbundled') ORDER BY l.id DESC LIMIT 1);

--bun:split

UPDATE events SET days = (SELECT i.paused_days FROM items AS i WHERE i.id = events.item_id)
WHERE id = (SELECT l.id FROM events AS l WHERE l.item_id = events.item_id AND l.kind IN ('clarified', 'resumed') ORDER BY l.id DESC LIMIT 1);
