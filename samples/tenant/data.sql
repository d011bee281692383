-- Six tenants, about 4,200 rows, the same ones each time. Tenant t has 10 + 2 t members, 4 + t projects, 80 + 10 t tasks
-- and 200 + 20 t events; members, projects, tasks and comments are numbered within their tenant.

INSERT INTO plans VALUES (1, 'free', 5), (2, 'team', 25), (3, 'company', 500);

INSERT INTO labels (label_id, name, color)
SELECT i, (ARRAY['bug', 'idea', 'urgent', 'waiting', 'billing', 'design', 'docs', 'hiring', 'legal', 'press', 'question', 'travel'])[i],
       '#' || lpad(to_hex(i * 1234577 % 16777216), 6, '0')
FROM generate_series(1, 12) AS i;

-- All but the first were recommended by another: the third by the second, the fourth and the fifth by the third.
INSERT INTO tenants (tenant_id, slug, name, plan_id, referred_by, created_at) VALUES
    (1, 'harbor-coffee', 'Harbor Coffee',          2, NULL, '2023-02-01 09:00:00+00'),
    (2, 'lumen-press',   'Lumen Press',            1, 1,    '2023-04-11 10:30:00+00'),
    (3, 'north-quay',    'North Quay Shipping',    3, 2,    '2023-06-20 08:15:00+00'),
    (4, 'olive-street',  'Olive Street Dentists',  2, 3,    '2023-09-05 14:00:00+00'),
    (5, 'pine-partners', 'Pine, Bauer & Partners', 3, 3,    '2024-01-17 16:45:00+00'),
    (6, 'quill-school',  'Quill School of Music',  1, 5,    '2024-03-03 11:20:00+00');

INSERT INTO members (tenant_id, member_id, email, name, role, joined_at)
SELECT tenant_id, i, lower(given) || '.' || i || '@' || slug || '.example.com', given || ' ' || family,
       CASE WHEN i = 1 THEN 'owner' WHEN i % 4 = 0 THEN 'guest' ELSE 'editor' END, created_at + i * interval '31 hours'
FROM tenants
CROSS JOIN LATERAL generate_series(1, 10 + 2 * tenant_id) AS i
CROSS JOIN LATERAL (SELECT
    (ARRAY['Ada', 'Bela', 'Chidi', 'Dora', 'Emil', 'Fatma', 'Goro'])[1 + (i * 3 + tenant_id) % 7] AS given,
    (ARRAY['Okafor', 'Lindqvist', 'Moreau', 'Tanaka', 'Silva', 'Novák', 'Haddad', 'O''Neill', 'Kaya'])[1 + (i * 5 + tenant_id) % 9] AS family
) AS person;

UPDATE tenants SET owner_id = 1;

INSERT INTO projects (tenant_id, project_id, lead_id, name)
SELECT tenant_id, i, 1 + i * 3 % (10 + 2 * tenant_id),
       (ARRAY['Website', 'Winter sale', 'New office', 'Payroll', 'Hiring', 'Newsletter', 'Trade fair', 'Insurance', 'Archive', 'Kitchen'])[i]
FROM tenants CROSS JOIN LATERAL generate_series(1, 4 + tenant_id) AS i;

-- Every fifth task is nobody's.
INSERT INTO tasks (tenant_id, task_id, project_id, assignee_id, title, state, due_on)
SELECT tenant_id, i, 1 + i * 7 % (4 + tenant_id), CASE WHEN i % 5 <> 0 THEN 1 + i * 11 % (10 + 2 * tenant_id) END,
       (ARRAY['Call', 'Write to', 'Pay', 'Invite', 'Thank'])[1 + i % 5] || ' ' ||
       (ARRAY['the printer', 'Ms. Moreau', 'the landlord', 'Mr. Haddad', 'everybody', 'the bank', 'the council'])[1 + i % 7],
       (ARRAY['open', 'doing', 'done', 'done'])[1 + i % 4], CASE WHEN i % 3 <> 0 THEN created_at::date + i * 2 END
FROM tenants CROSS JOIN LATERAL generate_series(1, 80 + 10 * tenant_id) AS i;

-- None, one or two for each task.
INSERT INTO task_labels (tenant_id, task_id, label_id)
SELECT tenant_id, task_id, 1 + (task_id * 3 + i * 5) % 12
FROM tasks CROSS JOIN LATERAL generate_series(1, task_id % 3) AS i;

-- None to three for each task.
INSERT INTO comments (tenant_id, comment_id, task_id, author_id, body, written_at)
SELECT tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY task_id, i), task_id, m.member_id,
       format('I asked %s (%s) about "%s", and got no answer for %s days.', m.name, m.email, t.title, i),
       t.created_at + (task_id * 40 + i) * interval '1 hour'
FROM (SELECT * FROM tasks JOIN (SELECT tenant_id, created_at FROM tenants) AS its USING (tenant_id)) AS t
CROSS JOIN LATERAL generate_series(1, task_id % 4) AS i
JOIN members m USING (tenant_id)
WHERE m.member_id = 1 + (task_id + i * 3) % (10 + 2 * tenant_id);

INSERT INTO events (event_id, tenant_id, actor_id, what, happened_at)
SELECT row_number() OVER (ORDER BY i, tenant_id), tenant_id, 1 + i * 7 % (10 + 2 * tenant_id),
       (ARRAY['signed in', 'opened a task', 'closed a task', 'invited a guest'])[1 + i % 4], created_at + i * interval '5 hours'
FROM tenants CROSS JOIN LATERAL generate_series(1, 200 + 20 * tenant_id) AS i;

-- The rows came with their keys; what comes next continues after them.
SELECT setval(pg_get_serial_sequence('labels', 'label_id'), max(label_id)) FROM labels;
SELECT setval(pg_get_serial_sequence('tenants', 'tenant_id'), max(tenant_id)) FROM tenants;
SELECT setval(pg_get_serial_sequence('events', 'event_id'), max(event_id)) FROM events;

ANALYZE;
