"""``reopen_rate`` 重开率: of the month's orders that were completed, how many were opened again (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of

# What happened to one order, in order, and who was named in it. An aggregate of its own asks the events' index order by
# order; a join would let the planner read all events that there are.
HAPPENED = """
    SELECT array_agg(e.kind::text ORDER BY e.at, e.sequence) AS kinds,
           array_agg(CASE WHEN e.kind IN ('dispatched', 'reassigned') THEN e.agent_id END
                     ORDER BY e.at, e.sequence) AS named
    FROM workorders_orderevent e
    WHERE e.order_id = o.id AND e.stands AND e.at <= %(cutoff)s
      AND e.kind IN ('dispatched', 'reassigned', 'completed', 'reopened')
"""
DONE = "array_position(kinds, 'completed')"

INDICATOR = Indicator(
    definition=Definition(
        code="reopen_rate",
        name=Text("工单重开率", "Re-opened orders"),
        unit=PERCENT,
        better="lower",
        source="workorders",
        formula=Text(
            "完成后被重开的工单数 ÷ 当月派单且曾完成的工单数 × 100",
            "orders re-opened after a completion ÷ orders dispatched in the month and completed once × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=orders.WORDS,
    # It counts for who was responsible at the first completion: passing on what was re-opened frees nobody and burdens
    # nobody. That it was completed again, or waits for the resident since, does not undo the re-opening.
    facts=f"""
        SELECT coalesce((array_remove(named[:done], NULL))[cardinality(array_remove(named[:done], NULL))],
                        source_agent_id, completion_agent) AS agent_id,
               'order' AS kind, id AS fact_id, revision,
               (reason = '' AND 'reopened' = ANY(kinds[done:]))::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT o.*, kinds, named, {DONE} AS done,
                   CASE
                       WHEN completion_reason NOT IN ('', 'on_hold') THEN completion_reason
                       WHEN {DONE} IS NULL THEN 'not_completed'
                       ELSE ''
                   END AS reason
            FROM month_order o CROSS JOIN LATERAL ({HAPPENED}) happened
            WHERE counts_from >= %(start)s AND counts_from < %(end)s
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    met=Pair(_("re-opened"), _("not re-opened")),
    reasons={
        **orders.REASONS,
        "no_completions_recorded": _("completions not recorded by the source"),
        "not_completed": _("not completed by the cut-off"),
    },
    times=(Time(_("Completed"), ("completed_at",)),),
)
