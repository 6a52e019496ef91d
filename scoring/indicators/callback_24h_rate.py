"""``callback_24h_rate`` 24 小时回访率: completed orders of the month called back in the time allowed (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text, Within
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of

# An aggregate asks the events' index order by order; a join would let the planner read all events that there are.
CALLED_BACK = """coalesce((
    SELECT bool_or(e.at >= o.completed_at AND e.at <= o.called_back_by)
    FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.kind = 'called_back' AND e.at <= %(cutoff)s
), false)"""

INDICATOR = Indicator(
    definition=Definition(
        code="callback_24h_rate",
        name=Text("24 小时回访率", "Called back within 24 hours"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "办结后 24 小时内回访的工单数 ÷ 当月派单且已完成的工单数 × 100",
            "orders called back within 24 hours of completion ÷ orders dispatched in the month and completed × 100",
        ),
        scale=100,
        rate=True,
        within=Within(
            usual=24,
            most=168,
            unit=Text("小时", "h"),
            name=Text("{} 小时回访率", "Called back within {} hours"),
            formula=Text(
                "办结后 {} 小时内回访的工单数 ÷ 当月派单且已完成的工单数 × 100",
                "orders called back within {} hours of completion ÷ orders dispatched in the month and completed × 100",
            ),
        ),
    ),
    reads=orders.WORDS,
    # Whose time ends after the cut-off is left out, called back or not: else only the quick ones would count.
    facts=f"""
        SELECT completion_agent AS agent_id, 'order' AS kind, id AS fact_id, revision,
               (reason = '' AND {CALLED_BACK})::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, CASE
                       WHEN completion_reason <> '' THEN completion_reason
                       WHEN completed_at IS NULL THEN 'not_completed'
                       WHEN called_back_by > %(cutoff)s THEN 'not_due'
                       ELSE ''
                   END AS reason
            FROM (
                SELECT o.*, completed_at + coalesce(m.callback_within, %(callback_within)s) * interval '1 hour'
                           AS called_back_by
                FROM month_order o LEFT JOIN measuring m ON m.agent_id = completion_agent
                WHERE counts_from >= %(start)s AND counts_from < %(end)s
            ) o
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    met=Pair(_("called back in time"), _("not called back in time")),
    reasons={
        **orders.REASONS,
        "on_hold": _("waiting for the resident"),
        "no_completions_recorded": _("completions not recorded by the source"),
        "not_completed": _("not completed by the cut-off"),
        "not_due": _("its time to be called back ends after the cut-off"),
    },
    times=(Time(_("Completed"), ("completed_at",)),),
)
