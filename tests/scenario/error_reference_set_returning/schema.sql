CREATE TABLE tags (tag_id int PRIMARY KEY);
CREATE TABLE posts (post_id int PRIMARY KEY, tag_ids int[]);
