-- addresses under which feeds, blocks and screens read what digests told without a session, until they are revoked
CREATE TABLE digest_addresses (
  id {{.UUID}} PRIMARY KEY,
  name text NOT NULL DEFAULT '',                                  -- what it is for; '' for a person's own
  panel_id {{.UUID}} REFERENCES panels (id) ON DELETE CASCADE,    -- NULL: all panels
  person_id {{.UUID}} REFERENCES people (id) ON DELETE CASCADE,   -- whose own it is: it ends when they leave; NULL: it goes on
  made_by {{.UUID}} REFERENCES people (id) ON DELETE SET NULL,
  created_at {{.Time}} NOT NULL,
  revoked_at {{.Time}},
  CHECK (person_id IS NULL OR panel_id IS NULL)
);

--bun:split

CREATE INDEX digest_addresses_person ON digest_addresses (person_id);

--bun:split

CREATE INDEX digest_addresses_panel ON digest_addresses (panel_id);

--bun:split

-- which sites may show what such an address opens in a frame: one a line, '' none
ALTER TABLE organisations ADD COLUMN frame_sites text NOT NULL DEFAULT '';
