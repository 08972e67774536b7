-- the archive of digests: by moment, panel and service; a service may be renamed, so an entry also keeps which one it was
ALTER TABLE digest_entries ADD COLUMN service_id {{.UUID}} REFERENCES services (id);

--bun:split

UPDATE digest_entries SET service_id = (SELECT s.id FROM services s WHERE s.name = digest_entries.service) WHERE service <> '';

--bun:split

CREATE INDEX digest_entries_service ON digest_entries (service_id, digest_id, position);

--bun:split

CREATE INDEX digest_entries_place ON digest_entries (digest_id, position);

--bun:split

CREATE INDEX digests_told ON digests (approved_at, id) WHERE approved_at IS NOT NULL;

--bun:split

CREATE INDEX digests_panel_told ON digests (panel_id, approved_at, id) WHERE approved_at IS NOT NULL;
