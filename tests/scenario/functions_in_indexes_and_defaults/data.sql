INSERT INTO pages (page_id, title) VALUES (1, 'Hello World'), (2, 'Second'), (3, 'Third');
INSERT INTO links SELECT page_id * 10, code FROM pages;
