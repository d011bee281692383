INSERT INTO letters VALUES (1, 'ann', NULL), (2, 'bob', 1), (3, 'ann', NULL), (4, 'cid', 2);
