-- As Prisma Migrate makes it: names in capitals, cuids as text, an enum, lists, a table of two columns for a relation of many to many;
-- and one relation that has no foreign key, as all have with relationMode = "prisma".
CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text,
    rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0);
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');
CREATE TABLE "User" (id text PRIMARY KEY, email text NOT NULL, name text, role "Role" NOT NULL DEFAULT 'USER', "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE UNIQUE INDEX "User_email_key" ON "User" (email);
CREATE TABLE "Post" (id text PRIMARY KEY, title text NOT NULL, "authorId" text NOT NULL, "reviewerIds" text[], meta jsonb,
    "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" (id) ON DELETE RESTRICT ON UPDATE CASCADE);
CREATE INDEX "Post_authorId_idx" ON "Post" ("authorId");
CREATE TABLE "Category" (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE "_CategoryToPost" ("A" integer NOT NULL REFERENCES "Category" (id) ON DELETE CASCADE ON UPDATE CASCADE,
    "B" text NOT NULL REFERENCES "Post" (id) ON DELETE CASCADE ON UPDATE CASCADE, CONSTRAINT "_CategoryToPost_AB_pkey" PRIMARY KEY ("A", "B"));
CREATE INDEX "_CategoryToPost_B_index" ON "_CategoryToPost" ("B");
CREATE TABLE "Like" (id text PRIMARY KEY, "postId" text NOT NULL, "userId" text NOT NULL);
CREATE INDEX "Like_postId_idx" ON "Like" ("postId");
CREATE TABLE "Session" (id text PRIMARY KEY, "sessionToken" text NOT NULL UNIQUE, "userId" text NOT NULL REFERENCES "User" (id) ON DELETE CASCADE, expires timestamp(3) NOT NULL);

INSERT INTO _prisma_migrations (id, checksum, migration_name) SELECT md5('i' || n), md5('c' || n), '2025010100000' || n || '_step' FROM generate_series(1, 7) AS n;
INSERT INTO "User" SELECT 'cku' || n, 'person' || n || '@mail.test', 'Person ' || n, 'USER', '2025-01-01'::timestamp + n * interval '1 hour' FROM generate_series(1, 300) AS n;
INSERT INTO "Post" SELECT 'ckp' || n, 'Post ' || n, 'cku' || n % 300 + 1, ARRAY['cku' || n * 7 % 300 + 1], jsonb_build_object('contact', 'person' || n || '@mail.test'),
    '2025-01-01'::timestamp + n * interval '1 hour' FROM generate_series(1, 800) AS n;
INSERT INTO "Category" (name) SELECT 'Category ' || n FROM generate_series(1, 10) AS n;
INSERT INTO "_CategoryToPost" SELECT n % 10 + 1, 'ckp' || n FROM generate_series(1, 800) AS n;
INSERT INTO "Like" SELECT 'ckl' || n, 'ckp' || n % 800 + 1, 'cku' || n * 11 % 300 + 1 FROM generate_series(1, 2000) AS n;
INSERT INTO "Session" SELECT 'cks' || n, md5(n::text), 'cku' || n, now() FROM generate_series(1, 300) AS n;
