CREATE TABLE people (
    person_id int PRIMARY KEY,
    mother_id int REFERENCES people,
    father_id int REFERENCES people);
