CREATE TABLE users (email text PRIMARY KEY);
CREATE TABLE logins (login_id int PRIMARY KEY, email varchar(40));
