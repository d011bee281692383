CREATE TABLE sessions (session_id uuid PRIMARY KEY, started_at timestamptz NOT NULL UNIQUE, day date NOT NULL UNIQUE, digest bytea UNIQUE);
CREATE TABLE clicks (click_id int PRIMARY KEY, session_id uuid REFERENCES sessions);
CREATE TABLE logins (login_id int PRIMARY KEY, started_at timestamptz REFERENCES sessions (started_at));
CREATE TABLE files (file_id int PRIMARY KEY, digest bytea REFERENCES sessions (digest));
CREATE TABLE switches (on_off boolean PRIMARY KEY);
CREATE TABLE lamps (lamp_id int PRIMARY KEY, on_off boolean REFERENCES switches);
CREATE TABLE shifts (shift_id int PRIMARY KEY, day date REFERENCES sessions (day));
