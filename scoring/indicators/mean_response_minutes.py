"""``mean_response_minutes`` 平均响应时间: from creation to the first contact with the resident (SCORING §3)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.open_hours import elapsed_sql
from scoring.engine.definition import Definition, Text
from scoring.indicators import orders
from scoring.indicators.indicator import PER_COUNTED_THING, Chance, Indicator, Running, Time, each_out_of
from workorders.truth.credit import answered_at, response_agent, response_excluded

if TYPE_CHECKING:
    from workorders.models import WorkOrder

TAKEN = "coalesce(m.takes_completion, %(takes_completion)s)"
"""Whether the plan of who is credited takes the completion for a response that is not noted; nobody's: the default."""

ANSWERED = f"coalesce({answered_at(TAKEN)}, %(cutoff)s)"
WAITED = f"""
    CASE WHEN o.is_emergency THEN (extract(epoch FROM {ANSWERED} - o.created_at) * 1000000)::bigint
         ELSE {elapsed_sql("o.created_at", ANSWERED)} END
"""


def _mend(order: "WorkOrder", running: Running) -> Chance | None:
    """What it has cost is lost; answered, it costs no more. Beyond the most that an order counts nothing is to save."""
    if order.first_responded_at is not None or order.completed_at is not None:
        return None
    over = running.contribution >= running.most_minutes or running.counted_until >= running.cutoff
    return None if over else Chance(gettext("not answered yet; its minutes go on counting"))


def minutes_of(which: str) -> str:
    """The statement for the month's orders of this condition. Time passes on the company's service calendar; for an
    emergency around the clock."""
    return f"""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN least(waited, response_cap) ELSE 0 END AS numerator,
               CASE WHEN reason = '' THEN 60000000 ELSE 1 END::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT credited AS agent_id, o.id, o.revision, coalesce(m.response_cap, %(response_cap)s) AS response_cap,
                   {WAITED} AS waited,
                   {response_excluded(TAKEN)} AS reason
            FROM (
                SELECT o.*, {response_agent("posted.person_id IS NOT NULL")} AS credited
                FROM month_order o LEFT JOIN posted_agent posted ON posted.person_id = o.responder_id
                WHERE {which} AND o.created_at >= %(start)s AND o.created_at < %(end)s
            ) o
            LEFT JOIN measuring m ON m.agent_id = credited
            OFFSET 0 -- the reason is worked out once, not for each figure
        ) o
    """


INDICATOR = Indicator(
    definition=Definition(
        code="mean_response_minutes",
        name=Text("平均响应时间", "Mean response time"),
        unit=Text("分钟", "min"),
        better="lower",
        source="workorders",
        formula=Text(
            "响应分钟数合计 ÷ 当月创建工单数", "minutes to the first response, added up ÷ orders created in the month"
        ),
    ),
    reads=orders.WORDS,
    facts=minutes_of("true"),
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    reasons={
        **orders.REASONS,
        "response_before_request": _("answered before it was requested"),
        "no_responses_recorded": _("responses not recorded by the source"),
    },
    in_service_time=True,
    mend=_mend,
    times=(Time(_("Created"), ("created_at",)), Time(_("First response"), ("first_responded_at",))),
)
