INSERT INTO moods VALUES ('happy', '{yellow}'), ('so so', '{}'), ('sad', NULL);
INSERT INTO days VALUES ('2024-01-01', 'happy', '{sad,happy}'), ('2024-01-02', 'sad', NULL), ('2024-01-03', NULL, '{}'), ('2024-01-04', 'so so', NULL);
