-- what somebody said themselves, for the points of their own in a digest: without a point there is nothing to find, so that taking a
-- contribution costs nothing more
CREATE INDEX contributions_own ON contributions (person_id, item_id) WHERE person_id IS NOT NULL AND item_id IS NOT NULL;
