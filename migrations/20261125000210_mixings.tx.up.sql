-- say: how far the mixing of what colleagues sent to a round came; the row is there for as long as it takes
CREATE TABLE mixings (
  cycle_id {{.UUID}} PRIMARY KEY REFERENCES cycles (id) ON DELETE CASCADE,
  for_good {{.Bool}} NOT NULL,     -- it began when the round had stopped collecting
  step integer NOT NULL DEFAULT 0, -- 0: sendings; 1: contributions; 2: all is written again
  after_link {{.UUID}} NOT NULL,   -- sendings go link by link
  after_id {{.UUID}} NOT NULL      -- the last key that was written again in this step, of this link
);
