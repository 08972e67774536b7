-- everyday words for what one comes to a service for: the directory finds it by them
ALTER TABLE services ADD COLUMN words text NOT NULL DEFAULT '';
