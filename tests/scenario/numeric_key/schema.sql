CREATE TABLE rates (rate numeric PRIMARY KEY);
CREATE TABLE loans (loan_id int PRIMARY KEY, rate numeric(8, 4) REFERENCES rates, whole int REFERENCES rates);
