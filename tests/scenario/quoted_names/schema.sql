CREATE SCHEMA "Weird Schema";
CREATE TABLE "Weird Schema"."Order" ("Id" int PRIMARY KEY, "select" text, "say ""hi"" now" int);
CREATE TABLE c (p int PRIMARY KEY, "c.p" int REFERENCES "Weird Schema"."Order");
CREATE TABLE p (c int PRIMARY KEY REFERENCES c, "table" int);
CREATE TABLE "Größe" ("Schlüssel" int PRIMARY KEY, "user" int REFERENCES p);
CREATE TABLE "a.b" (id int PRIMARY KEY, "'; DROP TABLE c; --" int REFERENCES "Größe");
CREATE TABLE abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefghi (
    abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefgh1 int PRIMARY KEY,
    abcdefghijklmnopqrstuvwxyz_abcdefghijklmnopqrstuvwxyz_abcdefgh2 int REFERENCES c);
CREATE SEQUENCE "Weird Schema"."Next One";
