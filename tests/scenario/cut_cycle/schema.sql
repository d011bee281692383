CREATE TABLE departments (department_id int PRIMARY KEY, head_id int);
CREATE TABLE people (person_id int PRIMARY KEY, department_id int NOT NULL REFERENCES departments);
ALTER TABLE departments ADD FOREIGN KEY (head_id) REFERENCES people;
