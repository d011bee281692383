-- t1 references t2, t4 and t8; t2 references t3, t5 and t9; and so on, round and round.
SELECT format('CREATE TABLE t%s (id int PRIMARY KEY, a int, b int, c int)', n) FROM generate_series(1, 2000) AS n
\gexec
SELECT format('ALTER TABLE t%s ADD FOREIGN KEY (a) REFERENCES t%s, ADD FOREIGN KEY (b) REFERENCES t%s, ADD FOREIGN KEY (c) REFERENCES t%s',
              n, n % 2000 + 1, (n + 2) % 2000 + 1, (n + 6) % 2000 + 1) FROM generate_series(1, 2000) AS n
\gexec
