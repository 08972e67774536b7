-- who speaks for somebody
CREATE INDEX constituency_units_unit ON constituency_units (unit_id, ambassador_id);

--bun:split

CREATE INDEX constituency_people_person ON constituency_people (person_id, ambassador_id);
