-- a reminder that names the day on which a draft goes out by itself holds while the setting stays on
ALTER TABLE panels ADD COLUMN by_itself_since {{.Time}}; -- when digest_by_itself was last switched on
