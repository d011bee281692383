CREATE TABLE offers (id int PRIMARY KEY);
CREATE TABLE deals (id int PRIMARY KEY);
CREATE TABLE bounds (
    id int PRIMARY KEY,
    offer_id int REFERENCES offers,
    deal_id int REFERENCES deals,
    CONSTRAINT at_least_one CHECK (offer_id IS NOT NULL OR deal_id IS NOT NULL));
CREATE TABLE notes (
    id int PRIMARY KEY,
    offer_id int REFERENCES offers,
    CONSTRAINT positive CHECK (coalesce(offer_id, 1) > 0));
INSERT INTO offers VALUES (1), (2);
INSERT INTO deals VALUES (1);
INSERT INTO bounds VALUES (1, 1, 1), (2, NULL, 1), (3, 1, NULL);
INSERT INTO notes VALUES (1, 1), (2, NULL);
