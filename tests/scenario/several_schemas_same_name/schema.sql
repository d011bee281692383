CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE public.items (id int PRIMARY KEY, tag text);
CREATE TABLE a.items (id int PRIMARY KEY, parent_id int REFERENCES public.items, tag text);
CREATE TABLE b.items (id int PRIMARY KEY, parent_id int REFERENCES a.items, other_id int REFERENCES public.items, tag text);
CREATE TYPE public.kind AS ENUM ('public');
CREATE TYPE a.kind AS ENUM ('a');
ALTER TABLE a.items ADD kind a.kind DEFAULT 'a';
ALTER TABLE public.items ADD kind kind DEFAULT 'public';
