GRANT USAGE ON SEQUENCE counter TO :"reader";
