CREATE SCHEMA tools;
CREATE FUNCTION tools.slug(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.lower(pg_catalog.replace(t, ' ', '-')) $$;
CREATE FUNCTION tools.next_code() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'code-' || nextval('public.codes'); END $$;
CREATE FUNCTION tools.is_fine(t text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN tools.slug(t) <> 'bad'; END $$;
CREATE SEQUENCE codes;
CREATE TABLE pages (
    page_id int PRIMARY KEY,
    title text CHECK (tools.is_fine(title)),
    code text NOT NULL DEFAULT tools.next_code() UNIQUE,
    slug text GENERATED ALWAYS AS (tools.slug(title)) STORED);
CREATE UNIQUE INDEX pages_slug ON pages (tools.slug(title)) WHERE tools.is_fine(title);
CREATE TABLE links (link_id int PRIMARY KEY, code text REFERENCES pages (code));
CREATE VIEW slugs AS SELECT page_id, tools.slug(title) FROM pages;
