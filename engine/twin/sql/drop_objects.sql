-- Makes the statements that drop what the replaced schemas hold. The run looked for objects outside that depend on these
-- before it changed anything. By now somebody may have added one, and CASCADE would drop it unasked.
-- Variables: objects, the query target_objects; dependents, the query target_dependents; at_once, how many tables one
-- statement drops.
SELECT s.statement
FROM (
    SELECT 0, '',
           'DO ' || pg_catalog.quote_literal(
               'BEGIN RAISE EXCEPTION USING ERRCODE = ''dependent_objects_still_exist'', MESSAGE = '
               || pg_catalog.quote_literal(d.object || ' needs ' || coalesce(d.needs, 'an object')
                                           || ', which would be replaced') || '; END')
    FROM (:dependents) AS d (kind, object, needs)
    WHERE d.kind = 'outside'
    UNION ALL
    SELECT 1, pg_catalog.min(t.identity),
           'DROP TABLE IF EXISTS ' || pg_catalog.string_agg(t.identity, ', ' ORDER BY t.identity) || ' CASCADE'
    FROM (SELECT o.identity, (pg_catalog.row_number() OVER (ORDER BY o.identity) - 1) / :at_once AS portion
          FROM (:objects) AS o
          WHERE o.position = 1) AS t
    GROUP BY t.portion
    UNION ALL
    SELECT o.position, o.identity, 'DROP ' || o.keyword || ' IF EXISTS ' || o.identity || ' CASCADE'
    FROM (:objects) AS o
    WHERE o.position > 1
) AS s (position, identity, statement)
ORDER BY s.position, s.identity;
