CREATE TABLE shelves (room int, place int, label text, PRIMARY KEY (room, place));
CREATE TABLE boxes (
    box_id int PRIMARY KEY,
    place int,
    room int,
    FOREIGN KEY (place, room) REFERENCES shelves (place, room));
