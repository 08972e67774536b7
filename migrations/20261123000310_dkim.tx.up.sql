-- tell: the keys that letters are signed with (DKIM, RFC 6376). Two stand beside each other while one takes over from the other.
CREATE TABLE signing_keys (
  id {{.UUID}} PRIMARY KEY,
  domain text NOT NULL,              -- of the sender's address
  selector text NOT NULL,            -- the record is selector._domainkey.domain
  public_key text NOT NULL,          -- base64, as it stands in the record
  private_key text NOT NULL,         -- PKCS #8 in PEM; '' once the key is removed
  made_at {{.Time}} NOT NULL,
  checked_at {{.Time}},              -- when the record was last looked up
  problem text NOT NULL DEFAULT '',  -- what was wrong with it then
  found text NOT NULL DEFAULT '',    -- what stood there instead
  started_at {{.Time}},
  stopped_at {{.Time}},              -- letters from before may still be under way, so its record stays a while
  removed_at {{.Time}},              -- the row stays, so that a selector is never used for two keys
  UNIQUE (domain, selector)
);

--bun:split

-- Each letter reads the organisation anyway: from this it knows without another query that it has the right key.
ALTER TABLE organisations ADD COLUMN signing_key_id {{.UUID}} REFERENCES signing_keys (id);
