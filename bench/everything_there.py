"""Beside the orders of a big month: what indicators read that ``big_month`` does not have, as SQL."""

from dataclasses import asdict

from bench.big_month import Load
from kpi_portal.lib.company_connection import connection

AGENTS = """
CROSS JOIN (SELECT array_agg(person_id ORDER BY person_id) AS ids FROM people_posting WHERE post = 'agent') agents
"""
OWN = "agents.ids[1 + n % array_length(agents.ids, 1)]"
AT = "%(start)s + (%(length)s * n / %(orders)s)"
FACT = "source, number, revision, stands, reason, recorded_at"
EACH = "'bench', %(prefix)s || n, 1, true, '', now()"

PLACES = """
WITH site AS (
    INSERT INTO people_site (code, name, kind, is_active) VALUES ('B', 'Bench', 'residential', true)
    ON CONFLICT DO NOTHING RETURNING id
)
INSERT INTO people_building (site_id, name) SELECT site.id, n::text FROM site, generate_series(1, 300) n
"""
ORDERS = """
UPDATE workorders_workorder o
SET building_id = b.ids[1 + o.id % 300], category = 'c' || o.id % 7, channel = 'phone', is_emergency = o.id % 40 = 0,
    priority = CASE WHEN o.id % 11 = 0 THEN 'high' ELSE 'normal' END
FROM (SELECT array_agg(id ORDER BY id) AS ids FROM people_building) b
WHERE o.number LIKE %(prefix)s || '%%'
"""
DUE = """
INSERT INTO workorders_orderevent (order_id, sequence, kind, at, until, reason, stands, recorded_at)
SELECT id, 0, 'due', created_at, created_at + interval '24 hours', '', true, now()
FROM workorders_workorder WHERE number LIKE %(prefix)s || '%%'
"""
RECOMMENDED = """
UPDATE evidence_surveyanswer SET recommend = id % 11 WHERE number LIKE %(prefix)s || '%%'
"""
COMPLAINTS = f"""
WITH made AS (
    INSERT INTO evidence_complaint (source, number, channel, room, resident, phone, words, wish, stands, received_at,
        severity, is_public, excluded_reason, state, verdict)
    SELECT 'bench', %(prefix)s || n, 'phone', '', '', '', '', '', true, {AT}, 'ordinary', false, '', 'closed', ''
    FROM generate_series(1, %(orders)s, 20) n RETURNING id, number, received_at
)
INSERT INTO evidence_complaintstep ({FACT}, complaint_id, kind, at, counts_at, agent_id, severity, is_public,
    excluded_reason, is_resolved, rating, verdict, words)
SELECT 'bench', made.number || '/' || step.kind, 1, true, '', now(), made.id, step.kind,
       made.received_at + step.after, made.received_at + step.after,
       agents.ids[1 + made.id %% array_length(agents.ids, 1)],
       CASE WHEN step.kind = 'received' THEN 'ordinary' ELSE '' END, step.kind = 'received' AND made.id %% 50 = 0, '',
       CASE WHEN step.kind = 'closed' THEN made.id %% 5 <> 0 END,
       CASE WHEN step.kind = 'called_back' THEN 1 + made.id %% 5 END,
       CASE WHEN step.kind = 'judged' THEN 'agent' ELSE '' END, ''
FROM made
CROSS JOIN (VALUES ('received', interval '0'), ('closed', interval '9 hours'), ('called_back', interval '20 hours'),
                   ('judged', interval '30 hours')) step(kind, after)
{AGENTS}
"""
CHECKS = f"""
WITH made AS (
    INSERT INTO evidence_qualitycheck ({FACT}, agent_id, contact_at, final_at, note)
    SELECT {EACH}, {OWN.replace("%", "%%")}, {AT}, {AT}, ''
    FROM generate_series(1, %(orders)s, 20) n {AGENTS} RETURNING id
)
INSERT INTO evidence_qualityitem (quality_check_id, position, name, outcome, weight, is_critical)
SELECT made.id, place, 'item', CASE WHEN (made.id + place) %% 9 = 0 THEN 'fail' ELSE 'pass' END, 1, place = 2
FROM made CROSS JOIN generate_series(1, 5) place
"""
PRAISE = f"""
INSERT INTO evidence_praise ({FACT}, agent_id, form, giver, words, received_at, state)
SELECT {EACH}, {OWN.replace("%", "%%")}, 'letter', '', 'x', {AT}, 'confirmed'
FROM generate_series(1, %(orders)s, 100) n {AGENTS}
"""
IDEAS = f"""
INSERT INTO evidence_suggestion ({FACT}, agent_id, title, text, submitted_at, decision, decided_at)
SELECT {EACH}, {OWN.replace("%", "%%")}, 'x', '', {AT}, 'adopted', {AT}
FROM generate_series(1, %(orders)s, 100) n {AGENTS}
"""
OF_DEPARTMENTS = f"""
WITH made AS (
    INSERT INTO people_department (code, name) VALUES ('b', 'Bench') ON CONFLICT DO NOTHING RETURNING id
), department AS (
    SELECT id FROM made UNION SELECT id FROM people_department WHERE code = 'b'
)
INSERT INTO evidence_departmentrating ({FACT}, agent_id, department_id, first_day, rating, comment, by_own_department)
SELECT 'bench', %(prefix)s || person_id, 1, true, '', now(), person_id, department.id,
       (%(start)s AT TIME ZONE 'Asia/Shanghai')::date, 1 + person_id %% 5, '', false
FROM department CROSS JOIN people_posting WHERE post = 'agent'
"""
RATINGS = """
INSERT INTO {table} (source, number, revision, stands, reason, recorded_at, agent_id, rater_id, first_day, rating,
    comment{more})
SELECT 'bench', %(prefix)s || a.person_id || '-' || b.person_id, 1, true, '', now(), a.person_id, b.person_id,
       (%(start)s AT TIME ZONE 'Asia/Shanghai')::date, 1 + (a.person_id + b.person_id) %% 5, ''{values}
FROM (SELECT person_id, row_number() OVER (ORDER BY person_id) AS n FROM people_posting WHERE post = 'agent') a
JOIN (SELECT person_id, row_number() OVER (ORDER BY person_id) AS n FROM people_posting WHERE post = 'agent') b
    ON b.n - a.n BETWEEN 1 AND {each}
"""
TRAININGS = f"""
WITH session AS (
    INSERT INTO evidence_trainingsession ({FACT}, title, held_at, has_exam)
    SELECT {EACH}, 'x', %(start)s + n * interval '5 days', true FROM generate_series(1, 4) n RETURNING id
), came AS (
    INSERT INTO evidence_trainingattendance ({FACT}, session_id, agent_id, status)
    SELECT 'bench', %(prefix)s || session.id || '-' || person_id, 1, true, '', now(), session.id, person_id, 'attended'
    FROM session CROSS JOIN people_posting WHERE post = 'agent' RETURNING session_id, agent_id
)
INSERT INTO evidence_examscore ({FACT}, session_id, agent_id, attempt, score)
SELECT 'bench', %(prefix)s || session_id || '-' || agent_id, 1, true, '', now(), session_id, agent_id, 1,
       60 + agent_id %% 40
FROM came
"""
STATEMENTS = (
    PLACES,
    ORDERS.replace(" % ", " %% "),
    DUE,
    RECOMMENDED.replace(" % ", " %% "),
    COMPLAINTS,
    CHECKS,
    PRAISE,
    IDEAS,
    OF_DEPARTMENTS,
    RATINGS.format(table="evidence_peerrating", more=", promised", values=", 3", each=3),
    RATINGS.format(table="evidence_supervisorrating", more="", values="", each=1),
    TRAININGS,
)


def fill(load: Load) -> None:
    """Of every twentieth order a complaint and a check, of every hundredth praise and an idea; ratings, trainings."""
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, asdict(load))
        cursor.execute("ANALYZE")
