"""``workload_balance`` 资源调配效率: how evenly the orders lie on those who share them (SCORING §4).

Meant for leading posts, ``of: led``; of one agent alone it is the share of the own orders that is a fair load.
"""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Time, each_out_of

# Posted days less unpaid leave, a part-time day by its share; whom one shares with is the team (else the site) of the
# posting with most days.
WEIGHTS = """
    day AS (
        SELECT p.person_id, p.team_id, p.site_id, p.first_day, p.share, d::date AS day
        FROM people_posting p CROSS JOIN generate_series(
            greatest(p.first_day, %(first_day)s::date)::timestamp,
            least(coalesce(p.last_day, %(last_day)s::date), %(last_day)s::date)::timestamp, interval '1 day') d
        WHERE p.post = 'agent' AND p.first_day <= %(last_day)s AND (p.last_day IS NULL OR p.last_day >= %(first_day)s)
          AND NOT EXISTS (
              SELECT FROM people_unpaidleave u
              WHERE u.person_id = p.person_id AND d::date BETWEEN u.first_day AND u.last_day
          )
    ),
    weight AS (
        SELECT person_id, sum(share)::bigint AS weight
        FROM (SELECT person_id, day, least(sum(round(share)), 100) AS share FROM day GROUP BY person_id, day) d
        GROUP BY person_id
    ),
    home AS (
        SELECT DISTINCT ON (person_id) person_id, coalesce('team ' || team_id, 'site ' || site_id, '') AS shares_with
        FROM (
            SELECT person_id, team_id, site_id, count(*) AS days, max(first_day) AS since
            FROM day GROUP BY person_id, team_id, site_id
        ) d ORDER BY person_id, days DESC, since DESC, team_id, site_id
    )
"""

INDICATOR = Indicator(
    definition=Definition(
        code="workload_balance",
        name=Text("资源调配效率", "Workload balance"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "每人不超过班组人均（按在岗天数）1.2 倍的工单数合计 ÷ 当月派单工单数 × 100",
            "orders up to 1.2 times the team's mean per posted day, of each person ÷ orders dispatched in the month "
            "× 100",
        ),
        scale=100,
    ),
    reads=orders.WORDS,
    # What lies above the fair load lies on all of a person's orders alike: each counts min(1, fair load / orders).
    facts=f"""
        WITH {WEIGHTS},
        load AS (
            SELECT o.*, count(*) FILTER (WHERE reason = '') OVER (PARTITION BY agent_id) AS own,
                   count(*) FILTER (WHERE reason = '') OVER (PARTITION BY shares_with) AS together
            FROM (
                SELECT o.completion_agent AS agent_id, o.id, o.revision, home.shares_with, weight.weight,
                       CASE
                           WHEN o.state = 'cancelled' THEN 'cancelled'
                           WHEN o.correction <> '' THEN o.correction
                           WHEN weight.weight IS NULL THEN 'not_posted'
                           ELSE ''
                       END AS reason
                FROM month_order o
                LEFT JOIN weight ON weight.person_id = o.completion_agent
                LEFT JOIN home ON home.person_id = o.completion_agent
                WHERE o.counts_from >= %(start)s AND o.counts_from < %(end)s
            ) o
        ),
        whole AS (SELECT shares_with, sum(weight)::bigint AS weight FROM weight JOIN home USING (person_id) GROUP BY 1)
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN least(6 * together * load.weight, 5 * own * whole.weight) ELSE 0 END
                   AS numerator,
               CASE WHEN reason = '' THEN 5 * own * whole.weight ELSE 1 END AS denominator, 1 AS shared_by, reason
        FROM load LEFT JOIN whole USING (shares_with)
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    reasons={**orders.REASONS, "not_posted": _("whoever has it was not posted in the month")},
    times=(Time(_("Dispatched"), ("first_dispatched_at", "created_at")),),
)
