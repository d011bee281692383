-- As Rails 7 and 8 make it: bigint keys, polymorphic associations, Active Storage, Action Text, jobs in the database, two tables of its own.
CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE users (id bigserial PRIMARY KEY, email varchar NOT NULL, encrypted_password varchar NOT NULL, reset_password_token varchar,
    current_sign_in_ip inet, name varchar, role integer NOT NULL DEFAULT 0, preferences jsonb NOT NULL DEFAULT '{}',
    created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_users_on_email ON users (email);
CREATE UNIQUE INDEX index_users_on_reset_password_token ON users (reset_password_token);
CREATE TABLE projects (id bigserial PRIMARY KEY, owner_id bigint NOT NULL, title varchar NOT NULL, member_ids bigint[] NOT NULL DEFAULT '{}',
    created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE INDEX index_projects_on_owner_id ON projects (owner_id);
ALTER TABLE projects ADD CONSTRAINT fk_rails_2198f9ea6a FOREIGN KEY (owner_id) REFERENCES users (id);
CREATE TABLE invoices (id bigserial PRIMARY KEY, project_id bigint NOT NULL, cents integer NOT NULL,
    created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE INDEX index_invoices_on_project_id ON invoices (project_id);
ALTER TABLE invoices ADD CONSTRAINT fk_rails_9f1b8a0c51 FOREIGN KEY (project_id) REFERENCES projects (id);
CREATE TABLE comments (id bigserial PRIMARY KEY, commentable_type varchar NOT NULL, commentable_id bigint NOT NULL, author_id bigint NOT NULL,
    created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE INDEX index_comments_on_commentable ON comments (commentable_type, commentable_id);
ALTER TABLE comments ADD CONSTRAINT fk_rails_0f7ad9e1b3 FOREIGN KEY (author_id) REFERENCES users (id);
CREATE TABLE action_text_rich_texts (id bigserial PRIMARY KEY, name varchar NOT NULL, body text, record_type varchar NOT NULL, record_id bigint NOT NULL,
    created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_action_text_rich_texts_uniqueness ON action_text_rich_texts (record_type, record_id, name);
CREATE TABLE active_storage_blobs (id bigserial PRIMARY KEY, key varchar NOT NULL, filename varchar NOT NULL, content_type varchar, metadata text,
    service_name varchar NOT NULL, byte_size bigint NOT NULL, checksum varchar, created_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_active_storage_blobs_on_key ON active_storage_blobs (key);
CREATE TABLE active_storage_attachments (id bigserial PRIMARY KEY, name varchar NOT NULL, record_type varchar NOT NULL, record_id bigint NOT NULL,
    blob_id bigint NOT NULL REFERENCES active_storage_blobs, created_at timestamp(6) NOT NULL);
CREATE INDEX index_active_storage_attachments_uniqueness ON active_storage_attachments (record_type, record_id, name, blob_id);
CREATE TABLE solid_queue_jobs (id bigserial PRIMARY KEY, queue_name varchar NOT NULL, class_name varchar NOT NULL, arguments text,
    created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE TABLE solid_queue_ready_executions (id bigserial PRIMARY KEY, job_id bigint NOT NULL REFERENCES solid_queue_jobs ON DELETE CASCADE,
    created_at timestamp(6) NOT NULL);

INSERT INTO schema_migrations SELECT '2025010100' || lpad(n::text, 4, '0') FROM generate_series(1, 12) AS n;
INSERT INTO ar_internal_metadata VALUES ('environment', 'production', now(), now()), ('schema_sha1', 'ab12', now(), now());
INSERT INTO users (email, encrypted_password, reset_password_token, current_sign_in_ip, name, preferences, created_at, updated_at)
    SELECT 'person' || n || '@mail.test', '$2a$12$' || md5(n::text), CASE WHEN n % 9 = 0 THEN md5('t' || n) END, ('10.1.2.' || n % 250)::inet,
        'Person ' || n, jsonb_build_object('reply_to', 'person' || n || '@mail.test', 'theme', 'dark'), now(), now() FROM generate_series(1, 300) AS n;
INSERT INTO projects (owner_id, title, member_ids, created_at, updated_at)
    SELECT n % 300 + 1, 'Project ' || n, ARRAY[n * 7 % 300 + 1, n * 11 % 300 + 1], now(), now() FROM generate_series(1, 400) AS n;
INSERT INTO invoices (project_id, cents, created_at, updated_at) SELECT n % 400 + 1, n * 100, now(), now() FROM generate_series(1, 900) AS n;
INSERT INTO comments (commentable_type, commentable_id, author_id, created_at, updated_at)
    SELECT CASE n % 2 WHEN 0 THEN 'Project' ELSE 'Invoice' END, n % 400 + 1, n * 13 % 300 + 1, now(), now() FROM generate_series(1, 1500) AS n;
INSERT INTO action_text_rich_texts (name, body, record_type, record_id, created_at, updated_at)
    SELECT 'body', '<div>Dear Person ' || author_id || '</div>', 'Comment', id, now(), now() FROM comments;
INSERT INTO active_storage_blobs (key, filename, content_type, service_name, byte_size, created_at)
    SELECT md5('b' || n), 'passport of Person ' || n || '.pdf', 'application/pdf', 'amazon', n * 1000, now() FROM generate_series(1, 300) AS n;
INSERT INTO active_storage_attachments (name, record_type, record_id, blob_id, created_at) SELECT 'document', 'User', n, n, now() FROM generate_series(1, 300) AS n;
INSERT INTO solid_queue_jobs (queue_name, class_name, arguments, created_at, updated_at)
    SELECT 'default', 'WelcomeMailJob', '["person' || n || '@mail.test"]', now(), now() FROM generate_series(1, 50) AS n;
INSERT INTO solid_queue_ready_executions (job_id, created_at) SELECT id, now() FROM solid_queue_jobs;
