-- the archive says of each digest how many points it tells of each kind, and needs no more of a point than this
CREATE INDEX digest_entries_sections ON digest_entries (digest_id, section);
