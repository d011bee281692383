CREATE TABLE letters (id int PRIMARY KEY, owner text NOT NULL, answers int REFERENCES letters);
CREATE TABLE drafts (id int PRIMARY KEY, letter int NOT NULL REFERENCES letters);
ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON letters USING (owner = current_setting('app.owner', true));
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON drafts USING (id > 100);
