CREATE POLICY reader_sees_all ON letters FOR SELECT TO :"reader" USING (true);
