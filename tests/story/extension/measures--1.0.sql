-- Measures that are the extension's own, and those that users add: these are its configuration, which a dump carries.
CREATE TABLE measures (name text PRIMARY KEY, factor numeric NOT NULL, added boolean NOT NULL DEFAULT true);
INSERT INTO measures VALUES ('metre', 1, false), ('inch', 0.0254, false);
GRANT SELECT, INSERT, UPDATE ON measures TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('measures', 'WHERE added');

-- What users write down about them: all of it is theirs, and it has no key.
CREATE TABLE measure_notes (name text REFERENCES measures, note text);
GRANT SELECT, INSERT ON measure_notes TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('measure_notes', '');

CREATE SEQUENCE measure_numbers;
GRANT SELECT, UPDATE ON SEQUENCE measure_numbers TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('measure_numbers', '');
