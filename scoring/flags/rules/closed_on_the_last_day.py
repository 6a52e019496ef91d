"""A heap of closings on the month's last day: orders may be closed for the figure, and not because they are done."""

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import CREDITED, ORDER, Rule

RULE = Rule(
    code="closed_on_the_last_day",
    name=_("Closed on the last day"),
    looks_for=_("At least %(least)s orders completed on the month's last day, %(share)s %% of the month's or more."),
    innocent=_("Nobody was at work before it, or the source notes completions in one go."),
    facts=f"""
        SELECT agent_id, '{ORDER}', id, NULL::bigint
        FROM (
            SELECT id, agent_id, is_late, count(*) FILTER (WHERE is_late) OVER who AS late, count(*) OVER who AS done
            FROM (
                SELECT o.id, {CREDITED} AS agent_id, o.completed_at >= %(last_day)s AS is_late
                FROM workorders_workorder o
                WHERE o.stands AND o.completed_at >= %(start)s AND o.completed_at < %(end)s
            ) completed
            WINDOW who AS (PARTITION BY agent_id)
        ) counted
        WHERE is_late AND late * 100 >= done * %(share)s
    """,
    least=5,
    values={"share": 30},
)
