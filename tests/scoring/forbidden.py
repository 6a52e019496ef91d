"""What no statement may do once a month is final: what the portal's role may ask and is refused, and what it may not
even ask and the owner of the tables is refused."""

ANOTHER_VERSION = """
CREATE TEMP TABLE another ON COMMIT DROP AS SELECT * FROM scoring_card;
UPDATE another SET version = version + 1, is_current = false, pay = 99, id = id + 1000;
DO $$ BEGIN
    EXECUTE (
        SELECT format('INSERT INTO scoring_card (%1$s) SELECT %1$s FROM another', string_agg(attname, ', '))
        FROM pg_attribute WHERE attrelid = 'scoring_card'::regclass AND attnum > 0 AND attgenerated = ''
    );
END $$
"""
ANOTHER_FACT = """
CREATE TEMP TABLE another ON COMMIT DROP AS SELECT * FROM scoring_cardfacts;
UPDATE another SET indicator = indicator || '_again';
INSERT INTO scoring_cardfacts SELECT * FROM another
"""

FORBIDDEN = [
    "UPDATE scoring_card SET total = 99",
    "UPDATE scoring_card SET frozen = '{}'",
    "UPDATE scoring_card SET fingerprint = repeat('0', 64)",
    "UPDATE scoring_card SET pay = 99",
    "UPDATE scoring_card SET bonus_base = 99",
    "UPDATE scoring_card SET is_current = NOT is_current",
    "UPDATE scoring_card SET rank = 1, ranked = 1",
    "UPDATE scoring_card SET labels = '{}'",
    "UPDATE scoring_card SET team_id = NULL, site_id = NULL, ledger_entry_id = NULL",
    ANOTHER_VERSION,
    ANOTHER_FACT,
    "UPDATE records_monthrecord SET state = 'published'",
    "UPDATE records_monthrecord SET state = 'computed'",
    "UPDATE records_monthrecord SET state = 'open'",
    "UPDATE records_monthrecord SET finalised_at = now()",
    "UPDATE records_monthrecord SET published_by_id = (SELECT min(id) FROM people_account)",
    "DELETE FROM records_monthrecord",
    (
        "INSERT INTO records_monthrecord (first_day, state, time_zone, starts_at, ends_at, cutoff_at) "
        "SELECT '2026-01-01', 'final', time_zone, starts_at, ends_at, cutoff_at FROM records_monthrecord LIMIT 1"
    ),
    "UPDATE workorders_workorder SET site_id = (SELECT max(id) FROM people_site)",
    "UPDATE workorders_workorder SET team_id = (SELECT max(id) FROM people_team)",
    "UPDATE workorders_workorder SET number = number || 'x'",
    "UPDATE workorders_workorder SET state = 'completed', completed_at = created_at",
    "UPDATE workorders_workorder SET agent_id = NULL",
    "UPDATE workorders_workorder SET completer_id = NULL, responder_id = NULL",
    "UPDATE workorders_workorder SET correction = 'exempted'",
    "UPDATE workorders_workorder SET was_completed = NOT was_completed",
    "UPDATE workorders_workorder SET last_event_at = NULL",
    "UPDATE workorders_orderevent SET agent_id = NULL",
    "UPDATE workorders_orderevent SET department_id = (SELECT min(id) FROM people_department)",
    "UPDATE evidence_surveyanswer SET revision = revision + 1",
    "UPDATE people_posting SET team_id = NULL",
    "UPDATE people_posting SET last_day = '2026-10-15'",
    "UPDATE people_posting SET first_day = '2026-10-15'",
    "DELETE FROM people_posting",
    (
        "INSERT INTO people_unpaidleave (person_id, first_day, last_day, reason) "
        "SELECT id, '2026-09-20', '2026-10-01', '' FROM people_person"
    ),
    ("INSERT INTO people_bonusbase (person_id, from_first_day, amount) SELECT id, '2026-02-01', 9 FROM people_person"),
    "UPDATE people_bonusbase SET amount = amount + 1",
    "DELETE FROM people_bonusbase",
    "DELETE FROM scoring_card",
    "UPDATE scoring_cardfacts SET facts = '[]'",
    "DELETE FROM scoring_cardfacts",
    "UPDATE records_ledgerentry SET body = ''",
    "DELETE FROM records_auditentry",
    "UPDATE scoring_planversion SET document = '{}' WHERE state = 'published'",
    "DELETE FROM scoring_planversion WHERE state = 'published'",
    "UPDATE records_monthrecord SET cutoff_at = cutoff_at + interval '1 day'",
]

NOT_EVEN_ASKED = [
    "TRUNCATE scoring_card CASCADE",
    "TRUNCATE scoring_cardfacts CASCADE",
    "TRUNCATE records_monthrecord CASCADE",
    "TRUNCATE people_posting CASCADE",
    "TRUNCATE people_unpaidleave CASCADE",
    "TRUNCATE workorders_workorder CASCADE",
    "TRUNCATE workorders_orderevent CASCADE",
    "TRUNCATE records_ledgerentry CASCADE",
]
