CREATE TABLE owners (owner_id int PRIMARY KEY);
CREATE TABLE animals (animal_id int PRIMARY KEY, name text, owner_id int REFERENCES owners);
CREATE TABLE cats (lives int, PRIMARY KEY (animal_id), FOREIGN KEY (owner_id) REFERENCES owners) INHERITS (animals);
CREATE TABLE dogs (tricks text[]) INHERITS (animals);
CREATE TABLE visits (visit_id int PRIMARY KEY, animal_id int REFERENCES animals);
