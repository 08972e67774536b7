-- contributions without words: counted as they come in, so that who runs the round can see where each contribution is; compared by doctor
ALTER TABLE cycles ADD COLUMN in_figures integer NOT NULL DEFAULT 0;

--bun:split

UPDATE cycles SET in_figures = (SELECT COUNT(*) FROM contributions c WHERE c.cycle_id = cycles.id AND c.state = 'acknowledged' AND c.reason = 'figures' AND c.text = '');
