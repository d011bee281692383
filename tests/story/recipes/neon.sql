-- As a project of Neon with its first way of signing in has it: neon_auth.users_sync, filled from elsewhere, its columns made of one document.
CREATE SCHEMA neon_auth;
CREATE TABLE neon_auth.users_sync (raw_json jsonb NOT NULL, id text GENERATED ALWAYS AS (raw_json ->> 'id') STORED NOT NULL PRIMARY KEY,
    name text GENERATED ALWAYS AS (raw_json ->> 'display_name') STORED, email text GENERATED ALWAYS AS (raw_json ->> 'primary_email') STORED,
    updated_at timestamptz, deleted_at timestamptz);
CREATE TABLE workspaces (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner_id text NOT NULL REFERENCES neon_auth.users_sync (id), title text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX workspaces_owner_id ON workspaces (owner_id);
CREATE TABLE documents (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, workspace_id bigint NOT NULL REFERENCES workspaces ON DELETE CASCADE, body text NOT NULL);
CREATE INDEX documents_workspace_id ON documents (workspace_id);
CREATE SCHEMA drizzle;
CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);

INSERT INTO neon_auth.users_sync (raw_json, updated_at) SELECT jsonb_build_object('id', 'usr-' || n, 'display_name', 'Person ' || n,
    'primary_email', 'person' || n || '@mail.test', 'signed_up_at_millis', 1735689600000 + n), now() FROM generate_series(1, 300) AS n;
INSERT INTO workspaces (owner_id, title) SELECT 'usr-' || n % 300 + 1, 'Workspace ' || n FROM generate_series(1, 400) AS n;
INSERT INTO documents (workspace_id, body) SELECT n % 400 + 1, 'Dear Person ' || n FROM generate_series(1, 1200) AS n;
INSERT INTO drizzle.__drizzle_migrations (hash, created_at) SELECT md5(n::text), n FROM generate_series(1, 5) AS n;
