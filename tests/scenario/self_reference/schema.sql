CREATE TABLE parts (part_id int PRIMARY KEY, part_of int REFERENCES parts, name text);
