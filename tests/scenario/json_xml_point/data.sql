INSERT INTO things VALUES
    (1, '{"b": 1,  "a": [1, 1], "a": null}', '{"b": 1, "a": 2}', '<a b="1">x</a>', '(1,2.5)', '(1,1),(0,0)', '[1,5)', '{[1,3),[7,9)}',
     '{{1,2},{3,NULL}}', '(1,"a, ""b"" c")', '{"(1,x)","(,)"}', 12.34, '1 mon -2 days 03:04:05.678', '10.0.0.1/8', '08:00:2b:01:02:03',
     B'10110', 'a:1 b:2A', 'a & !b', '\x00010aff5c', 'NaN', 'Infinity', '2024-02-29 23:59:59.999999', '16/B374D848', 'x', 'name',
     'public.owners', '{integer,public.pair}', '10:20:10,14'),
    (2, 'null', 'null', '', '(NaN,-Infinity)', NULL, 'empty', '{}', '{}', '(,)', NULL, -0.01, '-1 year', '::1', NULL, B'',
     '', '', '\x', -0.0, 1e-30, '-infinity', '0/0', '', '', NULL, NULL, NULL);
INSERT INTO things (thing_id) VALUES (3);
INSERT INTO owners VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO things (thing_id, by, nm) VALUES (4, convert_to(E'tab\t newline\n back\\slash é', 'UTF8'), E'\t\\N');
