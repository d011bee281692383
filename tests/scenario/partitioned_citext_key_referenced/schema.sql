CREATE EXTENSION citext;
CREATE TABLE nodes (name citext, part int, up_part int, PRIMARY KEY (name, part)) PARTITION BY LIST (part);
CREATE TABLE nodes_0 PARTITION OF nodes FOR VALUES IN (0);
CREATE TABLE nodes_1 PARTITION OF nodes FOR VALUES IN (1);
CREATE TABLE links (link_id int PRIMARY KEY, name citext, part int, FOREIGN KEY (name, part) REFERENCES nodes);
ALTER TABLE nodes_1 ADD FOREIGN KEY (name, up_part) REFERENCES nodes (name, part);
