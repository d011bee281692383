CREATE TABLE makers (id int PRIMARY KEY, uid uuid UNIQUE);
CREATE TABLE imports (id int PRIMARY KEY, maker_uid text, note text);
