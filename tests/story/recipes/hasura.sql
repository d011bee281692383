-- As a Hasura v2 that keeps its metadata beside the data has it: hdb_catalog with metadata, events and logs; enum tables; event triggers.
CREATE SCHEMA hdb_catalog;
CREATE FUNCTION hdb_catalog.gen_hasura_uuid() RETURNS uuid LANGUAGE sql AS 'select gen_random_uuid()';
CREATE TABLE hdb_catalog.hdb_version (hasura_uuid uuid PRIMARY KEY DEFAULT hdb_catalog.gen_hasura_uuid(), version text NOT NULL, upgraded_on timestamptz NOT NULL,
    cli_state jsonb NOT NULL DEFAULT '{}', console_state jsonb NOT NULL DEFAULT '{}', ee_client_id text, ee_client_secret text);
CREATE TABLE hdb_catalog.hdb_metadata (id integer PRIMARY KEY, metadata json NOT NULL, resource_version integer NOT NULL DEFAULT 1 UNIQUE);
CREATE TABLE hdb_catalog.hdb_source_catalog_version (version text NOT NULL, upgraded_on timestamptz NOT NULL);
CREATE TABLE hdb_catalog.event_log (id text PRIMARY KEY DEFAULT hdb_catalog.gen_hasura_uuid(), schema_name text NOT NULL, table_name text NOT NULL,
    trigger_name text NOT NULL, payload jsonb NOT NULL, delivered boolean NOT NULL DEFAULT false, error boolean NOT NULL DEFAULT false, tries integer NOT NULL DEFAULT 0,
    created_at timestamp DEFAULT now(), locked timestamptz, next_retry_at timestamp, archived boolean NOT NULL DEFAULT false);
CREATE TABLE hdb_catalog.event_invocation_logs (id text PRIMARY KEY DEFAULT hdb_catalog.gen_hasura_uuid(), trigger_name text, event_id text, status integer,
    request json, response json, created_at timestamp DEFAULT now());
CREATE TABLE order_state (value text PRIMARY KEY, comment text);
CREATE TABLE customers (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), email text NOT NULL UNIQUE, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE orders (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), customer_id uuid NOT NULL REFERENCES customers ON UPDATE RESTRICT ON DELETE RESTRICT,
    state text NOT NULL REFERENCES order_state ON UPDATE RESTRICT ON DELETE RESTRICT, items jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX orders_customer_id ON orders (customer_id);
CREATE FUNCTION set_current_timestamp_created_at() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.created_at = coalesce(NEW.created_at, now()); RETURN NEW; END $$;
CREATE TRIGGER set_public_orders_created_at BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION set_current_timestamp_created_at();
CREATE FUNCTION hdb_catalog."notify_hasura_order_placed_INSERT"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO hdb_catalog.event_log (schema_name, table_name, trigger_name, payload) VALUES (TG_TABLE_SCHEMA, TG_TABLE_NAME, 'order_placed', to_jsonb(NEW)); RETURN NULL; END $$;

INSERT INTO hdb_catalog.hdb_version (version, upgraded_on) VALUES ('48', now());
INSERT INTO hdb_catalog.hdb_metadata VALUES (1, '{"version": 3, "sources": [{"name": "default", "tables": [{"event_triggers": [{"webhook": "https://hooks.mail.test/orders"}]}]}]}');
INSERT INTO hdb_catalog.hdb_source_catalog_version VALUES ('3', now());
INSERT INTO order_state VALUES ('placed', NULL), ('shipped', NULL), ('returned', 'rare');
INSERT INTO customers SELECT md5('c' || n)::uuid, 'person' || n || '@mail.test', 'Person ' || n, '2025-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 300) AS n;
INSERT INTO orders SELECT md5('o' || n)::uuid, md5('c' || n % 300 + 1)::uuid, CASE n % 2 WHEN 0 THEN 'placed' ELSE 'shipped' END, '[{"sku": "A1"}]', now() FROM generate_series(1, 900) AS n;
INSERT INTO hdb_catalog.event_log (schema_name, table_name, trigger_name, payload) SELECT 'public', 'orders', 'order_placed', jsonb_build_object('email', c.email)
    FROM customers AS c;
CREATE TRIGGER "notify_hasura_order_placed_INSERT" AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION hdb_catalog."notify_hasura_order_placed_INSERT"();
