CREATE TABLE departments (department_id int PRIMARY KEY, name text, head_id int NOT NULL);
CREATE TABLE staff (staff_id int PRIMARY KEY, name text, department_id int NOT NULL REFERENCES departments);
ALTER TABLE departments ADD FOREIGN KEY (head_id) REFERENCES staff DEFERRABLE INITIALLY DEFERRED;
