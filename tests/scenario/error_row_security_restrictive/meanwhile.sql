ALTER TABLE letters ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON letters USING (owner = current_setting('app.owner', true));
CREATE POLICY reader_sees_all ON letters FOR SELECT TO :"reader" USING (true);
CREATE POLICY not_the_last ON letters AS RESTRICTIVE FOR SELECT USING (id < 4);
