CREATE TABLE letters (id int PRIMARY KEY, owner text NOT NULL, answers int REFERENCES letters);
