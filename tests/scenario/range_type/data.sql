INSERT INTO spans VALUES ('[1,2)', '{[1,2),[3,4)}'), ('empty', '{}'), ('[5,)', NULL);
INSERT INTO uses VALUES (1, '[1,2)'), (2, '[5,)'), (3, NULL);
