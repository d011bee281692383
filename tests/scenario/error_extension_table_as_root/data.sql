INSERT INTO spellings VALUES ('colour');
