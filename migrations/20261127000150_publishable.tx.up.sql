-- a coordinator's start page names the rounds with answers that are ready to be published
CREATE INDEX items_publishable ON items (panel_id, cycle_id) WHERE ready_at IS NOT NULL;
