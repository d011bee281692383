INSERT INTO countries VALUES ('AT', 'Austria'), ('BE', 'Belgium'), ('CH', 'Switzerland'), ('DK', 'Denmark');
INSERT INTO cities VALUES (1, 'AT', NULL), (2, 'BE', 'CH'), (3, NULL, 'AT'), (4, 'DK', 'DK');
INSERT INTO labels VALUES (1, 'old '), (2, 'old'), (3, 'new');
INSERT INTO tags VALUES (1, 'old '), (2, 'old'), (3, 'new');
