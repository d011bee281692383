INSERT INTO users VALUES ('ann@example.com'), ('bob@example.com');
INSERT INTO logins VALUES (1, 'ann@example.com'), (2, 'gone@example.com'), (3, NULL);
