CREATE TABLE orders (order_id bigint PRIMARY KEY);
CREATE TABLE comments (comment_id int PRIMARY KEY, subject_type text, subject text, code text);
CREATE TABLE codes (code int PRIMARY KEY);
CREATE FUNCTION code_of(comments) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT ($1).code::int $$;
CREATE FUNCTION is_number(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE COST 100000 AS $$ BEGIN RETURN $1 ~ '^[0-9]+$'; END $$;
