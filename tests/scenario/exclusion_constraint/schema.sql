CREATE EXTENSION btree_gist;
CREATE TABLE rooms (room_id int PRIMARY KEY);
CREATE TABLE stays (
    stay_id int PRIMARY KEY,
    room_id int NOT NULL REFERENCES rooms,
    during daterange NOT NULL,
    EXCLUDE USING gist (room_id WITH =, during WITH &&));
