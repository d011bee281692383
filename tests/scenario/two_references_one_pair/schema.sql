CREATE TABLE teams (team_id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE matches (
    match_id int PRIMARY KEY,
    home_id int NOT NULL REFERENCES teams,
    away_id int NOT NULL REFERENCES teams);
