CREATE TABLE p (p int PRIMARY KEY, c int);
CREATE TABLE c (c int PRIMARY KEY, p int REFERENCES p, n int);
