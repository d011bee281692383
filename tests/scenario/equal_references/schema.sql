CREATE TABLE a (x int, y int, PRIMARY KEY (x, y));
CREATE TABLE b (x int, y int, PRIMARY KEY (x, y));
CREATE TABLE c (
    c_id int PRIMARY KEY REFERENCES c (c_id),
    x int,
    y int,
    CONSTRAINT one FOREIGN KEY (x, y) REFERENCES a (x, y),
    CONSTRAINT two FOREIGN KEY (y, x) REFERENCES a (y, x),
    CONSTRAINT other FOREIGN KEY (x, y) REFERENCES b (x, y));
