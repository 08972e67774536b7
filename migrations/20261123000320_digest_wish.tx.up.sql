-- what a person wants of "you said, we did": each round's, one a quarter, only those with something of their own in it, or none
ALTER TABLE people ADD COLUMN digest_wish text NOT NULL DEFAULT 'round' CHECK (digest_wish IN ('round', 'quarter', 'own', 'none'));

--bun:split

UPDATE people SET digest_wish = 'none' WHERE NOT digest_wanted;

--bun:split

ALTER TABLE people DROP COLUMN digest_wanted;
