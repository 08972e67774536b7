-- the coordinator's board: what waits in a round, question by question, and what nobody asked for at the end. The round's copies of the
-- questions got their keys (version 7) in the order in which they are asked.
CREATE INDEX contributions_waiting ON contributions (cycle_id, (COALESCE(question_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff')), id) WHERE state = 'waiting';
