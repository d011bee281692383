CREATE TABLE rooms (building text NOT NULL, number int, size int);
CREATE UNIQUE INDEX rooms_by_number ON rooms (building, number);
CREATE TABLE desks (desk_id int PRIMARY KEY, number int, building text, FOREIGN KEY (number, building) REFERENCES rooms (number, building));
