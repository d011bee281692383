-- As a project of Supabase has it: schemas of the platform (auth, storage, supabase_migrations), its roles, profiles of auth.users, policies.
CREATE SCHEMA auth;
CREATE SCHEMA storage;
CREATE SCHEMA supabase_migrations;
CREATE TABLE auth.users (instance_id uuid, id uuid PRIMARY KEY, aud varchar(255), role varchar(255), email varchar(255), encrypted_password varchar(255),
    confirmation_token varchar(255), recovery_token varchar(255), raw_app_meta_data jsonb, raw_user_meta_data jsonb, phone text UNIQUE DEFAULT NULL,
    created_at timestamptz, updated_at timestamptz, confirmed_at timestamptz GENERATED ALWAYS AS (created_at) STORED);
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email);
CREATE TABLE auth.identities (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, provider text NOT NULL, provider_id text NOT NULL,
    identity_data jsonb NOT NULL, email text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED);
CREATE TABLE auth.sessions (id uuid PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, ip inet, user_agent text);
CREATE TABLE auth.refresh_tokens (id bigserial PRIMARY KEY, token varchar(255) UNIQUE, user_id varchar(255), session_id uuid REFERENCES auth.sessions ON DELETE CASCADE);
CREATE TABLE auth.audit_log_entries (id uuid PRIMARY KEY, payload json, ip_address varchar(64) NOT NULL DEFAULT '');
CREATE TABLE auth.schema_migrations (version varchar(255) PRIMARY KEY);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE TABLE storage.buckets (id text PRIMARY KEY, name text NOT NULL UNIQUE, public boolean DEFAULT false);
CREATE TABLE storage.objects (id uuid PRIMARY KEY, bucket_id text REFERENCES storage.buckets, name text, owner uuid, metadata jsonb);
CREATE TABLE storage.migrations (id integer PRIMARY KEY, name varchar(100) UNIQUE NOT NULL, hash varchar(40) NOT NULL, executed_at timestamp DEFAULT now());
CREATE TABLE supabase_migrations.schema_migrations (version text PRIMARY KEY, statements text[], name text);
CREATE TABLE profiles (id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, username text UNIQUE, avatar_url text, updated_at timestamptz);
CREATE TABLE todos (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id uuid NOT NULL REFERENCES profiles, task text NOT NULL, inserted_at timestamptz NOT NULL);
CREATE INDEX todos_user_id ON todos (user_id);
CREATE FUNCTION handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
    $$ BEGIN INSERT INTO public.profiles (id) VALUES (NEW.id); RETURN NEW; END $$;
ALTER TABLE profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own profile" ON profiles FOR SELECT TO authenticated USING (auth.uid() = id);
CREATE POLICY "own todos" ON todos TO authenticated USING (auth.uid() = user_id);

INSERT INTO auth.users (id, aud, role, email, encrypted_password, confirmation_token, recovery_token, raw_app_meta_data, raw_user_meta_data, created_at)
    SELECT md5('u' || n)::uuid, 'authenticated', 'authenticated', 'person' || n || '@mail.test', '$2a$10$' || md5(n::text), '', md5('r' || n), '{"provider": "email"}',
        jsonb_build_object('full_name', 'Person ' || n), '2025-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 300) AS n;
INSERT INTO auth.identities (id, user_id, provider, provider_id, identity_data)
    SELECT md5('i' || n)::uuid, md5('u' || n)::uuid, 'email', md5('u' || n)::uuid::text, jsonb_build_object('sub', md5('u' || n)::uuid, 'email', 'person' || n || '@mail.test')
    FROM generate_series(1, 300) AS n;
INSERT INTO auth.sessions SELECT md5('s' || n)::uuid, md5('u' || n)::uuid, '10.1.1.1', 'a browser' FROM generate_series(1, 300) AS n;
INSERT INTO auth.refresh_tokens (token, user_id, session_id) SELECT md5('t' || n), md5('u' || n)::uuid::text, md5('s' || n)::uuid FROM generate_series(1, 300) AS n;
INSERT INTO auth.audit_log_entries SELECT md5('a' || n)::uuid, json_build_object('actor', 'person' || n || '@mail.test') FROM generate_series(1, 500) AS n;
INSERT INTO auth.schema_migrations SELECT '2022010' || n FROM generate_series(1, 9) AS n;
INSERT INTO storage.buckets VALUES ('avatars', 'avatars', true);
INSERT INTO storage.objects SELECT md5('o' || n)::uuid, 'avatars', 'person' || n || '.png', md5('u' || n)::uuid, '{"size": 1}' FROM generate_series(1, 300) AS n;
INSERT INTO storage.migrations SELECT n, 'step ' || n, md5(n::text) FROM generate_series(1, 5) AS n;
INSERT INTO supabase_migrations.schema_migrations SELECT '2025010' || n, ARRAY['CREATE TABLE ...'], 'step' FROM generate_series(1, 6) AS n;
INSERT INTO profiles SELECT md5('u' || n)::uuid, 'person' || n, 'https://mail.test/person' || n, now() FROM generate_series(1, 300) AS n;
INSERT INTO todos (user_id, task, inserted_at) SELECT md5('u' || n % 300 + 1)::uuid, 'Call Person ' || n, now() FROM generate_series(1, 900) AS n;
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION handle_new_user();
