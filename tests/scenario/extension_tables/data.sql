INSERT INTO spellings VALUES ('colour');
INSERT INTO users VALUES ('Ann'), ('Bob');
