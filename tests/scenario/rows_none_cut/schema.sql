CREATE TABLE tenants (tenant_id int PRIMARY KEY);
CREATE TABLE logs (tenant_id int REFERENCES tenants, log_id int, PRIMARY KEY (tenant_id, log_id));
CREATE TABLE users (
    user_id int PRIMARY KEY,
    tenant_id int REFERENCES tenants,
    last_log_id int,
    first_log_id int,
    FOREIGN KEY (tenant_id, last_log_id) REFERENCES logs,
    FOREIGN KEY (tenant_id, first_log_id) REFERENCES logs);
CREATE TABLE log_lines (line_id int PRIMARY KEY, tenant_id int NOT NULL, log_id int, FOREIGN KEY (tenant_id, log_id) REFERENCES logs);
