CREATE TABLE places (x int, y int, PRIMARY KEY (x, y));
CREATE TABLE stones (stone_id int PRIMARY KEY, x int, y int, FOREIGN KEY (x, y) REFERENCES places);
