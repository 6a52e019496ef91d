"""``priority_inversions`` 优先级倒置: orders begun while a due one of higher priority waited for the same agent
(SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import Indicator, Pair, Time, plain_count

RANK = "array_position(ARRAY['low', 'normal', 'high', 'urgent'], {0}::text)"

# From when on an order was due and not begun: one that was on hold waited for the resident, not for the agent.
HAPPENED = """LATERAL (
    SELECT min(e.at) FILTER (WHERE e.kind = 'started') AS started_at,
           min(e.at) FILTER (WHERE e.kind IN ('started', 'completed', 'cancelled', 'held')) AS ended_at
    FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.at <= %(cutoff)s
      AND e.kind IN ('started', 'completed', 'cancelled', 'held')
)"""

SUMS = ",\n                   ".join(
    f"sum(step) FILTER (WHERE rank = {rank}) OVER (PARTITION BY agent_id ORDER BY at, turn"
    f" ROWS UNBOUNDED PRECEDING) AS sum_{rank}"
    for rank in (2, 3, 4)
)

INDICATOR = Indicator(
    definition=Definition(
        code="priority_inversions",
        name=Text("优先级倒置", "Priorities turned round"),
        unit=Text("单", "orders"),
        better="lower",
        source="workorders",
        formula=Text(
            "本人有更高优先级的工单已到期未开工时，先开工的低优先级工单数",
            "orders begun while a due order of higher priority of the same agent was not begun",
        ),
    ),
    reads=orders.WORDS,
    # The month's orders of each agent in one line by time: what is due adds to those that wait for its priority, what
    # is begun or done with takes from them. Without a beginning that was noted there is no figure.
    facts=f"""
        WITH own AS (
            SELECT o.agent_id, o.id, o.revision, {RANK.format("o.priority")} AS rank, started_at, ended_at,
                   due_at,
                   CASE WHEN o.state = 'cancelled' THEN 'cancelled' ELSE o.correction END AS reason
            FROM month_order o CROSS JOIN {HAPPENED} happened CROSS JOIN {orders.LAST_DUE} due
        ),
        line AS (
            SELECT agent_id, NULL::bigint AS id, rank, due_at AS at, 1 AS step, 1 AS turn FROM own
            WHERE reason = '' AND due_at < coalesce(ended_at, 'infinity')
            UNION ALL
            SELECT agent_id, NULL, rank, ended_at, -1, 0 FROM own WHERE reason = '' AND due_at < ended_at
            UNION ALL
            SELECT agent_id, id, rank, started_at, 0, 2 FROM own WHERE reason = '' AND started_at IS NOT NULL
        ),
        counted AS (
            SELECT id, rank, {SUMS}
            FROM line
        )
        SELECT agent_id, 'order' AS kind, own.id AS fact_id, revision,
               coalesce(own.rank < 2 AND sum_2 > 0 OR own.rank < 3 AND sum_3 > 0 OR own.rank < 4 AND sum_4 > 0, false)
                   ::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM own LEFT JOIN counted ON counted.id = own.id
        WHERE started_at IS NOT NULL
    """,
    add_up=plain_count,
    counted=orders.COUNTED,
    met=Pair(_("before a more urgent one"), _("in turn")),
    reasons=orders.REASONS,
    times=(Time(_("Created"), ("created_at",)),),
)
