"""``repeat_rate`` 重复报修率: orders completed in the month whose building and category came again (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text
from scoring.indicators import orders
from scoring.indicators.completions import FIRST_DONE, NAMED_UNTIL_DONE
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="repeat_rate",
        name=Text("重复报修率", "Repeated orders"),
        unit=PERCENT,
        better="lower",
        source="workorders",
        formula=Text(
            "办结后 30 天内、当月月末前同楼栋同类别再次报修的工单数 ÷ 当月首次办结工单数 × 100",
            "orders whose building and category came again within 30 days and the month ÷ orders first completed in "
            "the month × 100",
        ),
        scale=100,
        rate=True,
    ),
    reads=(*orders.WORDS, *orders.DONE),
    # Completions and new requests of a place in one line by time, read backwards: the nearest request after each
    # completion. It counts for whoever completed it, not for who took the repeated request.
    facts=f"""
        WITH done AS (
            SELECT o.id, o.revision, o.building_id, o.category, o.correction, done_at,
                   coalesce(named[cardinality(named)], o.completion_agent) AS agent_id,
                   CASE
                       WHEN o.correction <> '' THEN o.correction
                       WHEN o.building_id IS NULL OR o.category = '' THEN 'no_place'
                       WHEN done_at < o.created_at THEN 'completed_before_request'
                       ELSE ''
                   END AS reason
            FROM done_order o CROSS JOIN {FIRST_DONE} happened CROSS JOIN {NAMED_UNTIL_DONE} named
            WHERE done_at >= %(start)s AND done_at < %(end)s
        ),
        line AS (
            SELECT id, done_at AS at, false AS is_request, building_id, category FROM done WHERE reason = ''
            UNION ALL
            SELECT id, created_at, true, building_id, category FROM month_order
            WHERE created_at >= %(start)s AND created_at < %(end)s AND building_id IS NOT NULL AND category <> ''
              AND state <> 'cancelled' AND correction = ''
        ),
        again AS (
            SELECT id, at, is_request, min(at) FILTER (WHERE is_request) OVER (
                PARTITION BY building_id, category ORDER BY at DESC, is_request
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS came_at
            FROM line
        )
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               (came_at IS NOT NULL AND came_at <= done_at + interval '720 hours')::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM done LEFT JOIN (SELECT id, came_at FROM again WHERE NOT is_request) again USING (id)
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    met=Pair(_("came again"), _("did not come again")),
    reasons={
        **orders.REASONS,
        "no_place": _("without building or category"),
        "completed_before_request": _("completed before it was requested"),
    },
    times=(Time(_("Completed"), ("completed_at",)),),
)
