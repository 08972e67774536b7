-- say: the links of a round are read together, the closed ones too
CREATE INDEX links_cycle ON links (cycle_id);
