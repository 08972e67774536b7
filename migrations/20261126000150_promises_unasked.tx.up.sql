-- a round asks whether promises that were kept were noticed: those of its panel that no round asked about, the first that ended first
CREATE INDEX promises_unasked ON promises (panel_id, ended_at, id) WHERE state = 'delivered' AND asked_in IS NULL;
