CREATE SCHEMA billing;
CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE projects (tenant_id int NOT NULL REFERENCES tenants, id int, made int NOT NULL, PRIMARY KEY (tenant_id, id));
CREATE TABLE tasks (tenant_id int NOT NULL, id int, project int, made int NOT NULL, PRIMARY KEY (tenant_id, id),
                    FOREIGN KEY (tenant_id, project) REFERENCES projects);
CREATE TABLE billing.invoices (id int PRIMARY KEY, tenant_id int NOT NULL, made int NOT NULL);
CREATE TABLE audit (tenant_id int NOT NULL, line text);
CREATE TABLE units (code text PRIMARY KEY);
CREATE VIEW latest AS SELECT * FROM projects;
