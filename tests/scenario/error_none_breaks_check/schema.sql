CREATE TABLE offers (id int PRIMARY KEY);
CREATE TABLE deals (id int PRIMARY KEY);
CREATE TABLE bounds (
    id int PRIMARY KEY,
    offer_id int REFERENCES offers,
    deal_id int REFERENCES deals,
    CONSTRAINT exactly_one CHECK ((offer_id IS NOT NULL) <> (deal_id IS NOT NULL)));
INSERT INTO offers VALUES (1);
INSERT INTO deals VALUES (1);
INSERT INTO bounds VALUES (1, 1, NULL), (2, NULL, 1);
