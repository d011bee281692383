CREATE DOMAIN handle AS refcursor;
CREATE DOMAIN small AS smallint CHECK (VALUE > 0);
CREATE TABLE jobs (id int PRIMARY KEY, cursor_name refcursor, handle handle, size small, line information_schema.character_data, place regclass);
