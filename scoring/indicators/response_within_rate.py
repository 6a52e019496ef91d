"""``response_within_rate`` 及时响应率: orders of the month first answered in the time allowed (SCORING §4)."""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Definition, Text, Within
from scoring.indicators import mean_response_minutes as mean
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Indicator, Pair, Time, each_out_of
from scoring.indicators.mean_response_minutes import TAKEN, WAITED
from workorders.truth.credit import answered_at, response_agent, response_excluded

A_MINUTE = 60_000_000
"""In microseconds, on the same clock as ``mean_response_minutes``."""

INDICATOR = Indicator(
    definition=Definition(
        code="response_within_rate",
        name=Text("15 分钟响应率", "Answered within 15 minutes"),
        unit=PERCENT,
        better="higher",
        source="workorders",
        formula=Text(
            "15 分钟内首次响应的工单数 ÷ 当月创建工单数 × 100",
            "orders first answered within 15 minutes ÷ orders created in the month × 100",
        ),
        scale=100,
        rate=True,
        within=Within(
            usual=15,
            most=1440,
            unit=mean.INDICATOR.definition.unit,
            name=Text("{} 分钟响应率", "Answered within {} minutes"),
            formula=Text(
                "{} 分钟内首次响应的工单数 ÷ 当月创建工单数 × 100",
                "orders first answered within {} minutes ÷ orders created in the month × 100",
            ),
        ),
    ),
    reads=orders.WORDS,
    # Who is not answered at the cut-off is no hit, even where the order was created minutes before it.
    facts=f"""
        SELECT credited AS agent_id, 'order' AS kind, o.id AS fact_id, o.revision,
               (reason = '' AND was_answered AND waited <= response_within)::integer::bigint AS numerator,
               1::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT credited, o.id, o.revision, {WAITED} AS waited,
                   coalesce(m.response_within, %(response_within)s) * {A_MINUTE} AS response_within,
                   {answered_at(TAKEN)} IS NOT NULL AS was_answered, {response_excluded(TAKEN)} AS reason
            FROM (
                SELECT o.*, {response_agent("posted.person_id IS NOT NULL")} AS credited
                FROM month_order o LEFT JOIN posted_agent posted ON posted.person_id = o.responder_id
                WHERE o.created_at >= %(start)s AND o.created_at < %(end)s
            ) o
            LEFT JOIN measuring m ON m.agent_id = credited
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    met=Pair(_("in time"), _("not in time")),
    reasons=mean.INDICATOR.reasons,
    in_service_time=True,
    times=(Time(_("Created"), ("created_at",)), Time(_("First response"), ("first_responded_at",))),
)
