-- ask: what an organisation changes about the look
CREATE TABLE appearances (
  id integer PRIMARY KEY CHECK (id = 1), -- one organisation, one look; no row is our own
  hash text NOT NULL,                    -- of theme and logo together
  theme text NOT NULL,                   -- as the program wrote it out, '' for none
  theme_name text NOT NULL,              -- of the file that it came from
  unused text NOT NULL,                  -- names in that file that nothing here uses, one a line
  logo text NOT NULL,                    -- base64, '' for none
  logo_kind text NOT NULL CHECK (logo_kind IN ('', 'svg', 'png')),
  logo_name text NOT NULL,
  logo_width integer NOT NULL,           -- pixels
  logo_height integer NOT NULL,
  changed_at {{.Time}} NOT NULL
);

--bun:split

-- Each request and each letter reads the organisation anyway: from this they know whether their look is still the right one.
ALTER TABLE organisations ADD COLUMN appearance_hash text NOT NULL DEFAULT '';

--bun:split

ALTER TABLE organisations ADD COLUMN letter_colours text NOT NULL DEFAULT ''; -- button, its text, link and heading, with commas
