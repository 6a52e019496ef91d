"""``longest_silence_hours`` 最长失联时长: the longest time in which an order's resident heard nothing (SCORING §4)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from records.sources import PORTAL
from scoring.engine.definition import Definition, Text
from scoring.indicators import orders, resolution
from scoring.indicators.indicator import PER_COUNTED_THING, Chance, Indicator, Running, Time, each_out_of

if TYPE_CHECKING:
    from workorders.models import WorkOrder

# Whatever reaches the resident ends a silence. Nobody waits any more once it is completed or cancelled, nor where the
# desk waits for the resident; opened again, the silence begins again.
WAITING = f"""LATERAL (
    SELECT coalesce(max({orders.passed("e.at", "e.until")}) FILTER (
               WHERE e.kind NOT IN ('completed', 'called_back', 'cancelled', 'held')), 0) AS silent,
           bool_or(e.kind = 'told') AS was_told
    FROM (
        SELECT e.kind, e.at, coalesce(lead(e.at) OVER (ORDER BY e.at, e.sequence), %(cutoff)s) AS until
        FROM workorders_orderevent e
        WHERE e.order_id = o.id AND e.stands AND e.at >= o.created_at AND e.at <= %(cutoff)s
          AND e.kind IN ('created', 'responded', 'told', 'promised', 'extended', 'held', 'resumed', 'completed',
                         'called_back', 'reopened', 'cancelled')
    ) e
)"""


def _mend(order: "WorkOrder", running: Running) -> Chance | None:
    """What the silence has cost is lost; a word ends it."""
    over = running.counted_until >= running.cutoff or order.state not in ("new", "in_progress", "reopened")
    return None if over else Chance(gettext("tell the resident how it goes on; a longer silence goes on counting"))


INDICATOR = Indicator(
    definition=Definition(
        code="longest_silence_hours",
        name=Text("最长失联时长", "Longest silence"),
        unit=resolution.HOURS,
        better="lower",
        source="workorders",
        formula=Text(
            "每张工单两次告知业主之间的最长小时数合计 ÷ 当月创建工单数",
            "the longest hours between two words to the resident of each order, added up ÷ orders created in the month",
        ),
    ),
    reads=orders.WORDS,
    # A source that notes no word to a resident of any order of the month cannot say it; the portal always can.
    facts=f"""
        SELECT agent_id, 'order' AS kind, id AS fact_id, revision,
               CASE WHEN reason = '' THEN silent ELSE 0 END AS numerator,
               CASE WHEN reason = '' THEN {resolution.AN_HOUR} ELSE 1 END::bigint AS denominator, 1 AS shared_by, reason
        FROM (
            SELECT *, CASE
                       WHEN state = 'cancelled' THEN 'cancelled'
                       WHEN correction <> '' THEN correction
                       WHEN NOT records_words THEN 'no_words_recorded'
                       ELSE ''
                   END AS reason
            FROM (
                SELECT o.completion_agent AS agent_id, o.id, o.revision, o.state, o.correction, silent,
                       o.source = '{PORTAL}' OR coalesce(bool_or(was_told) OVER (PARTITION BY o.source), false)
                           AS records_words
                FROM month_order o CROSS JOIN {WAITING} waiting
                WHERE o.created_at >= %(start)s AND o.created_at < %(end)s
            ) o
        ) o
    """,
    add_up=each_out_of(PER_COUNTED_THING),
    counted=orders.COUNTED,
    reasons={**orders.REASONS, "no_words_recorded": _("what residents are told is not recorded by the source")},
    times=(Time(_("Created"), ("created_at",)), Time(_("Completed"), ("completed_at",))),
    in_service_time=True,
    mend=_mend,
)
