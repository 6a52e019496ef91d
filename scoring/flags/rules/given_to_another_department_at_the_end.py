"""Orders that become those of two departments just before they are completed: as such they count once more."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from scoring.flags.rule import CREDITED, ORDER, Rule

RULE = Rule(
    code="given_to_another_department_at_the_end",
    name=_("Given to another department at the end"),
    looks_for=_(
        "At least %(least)s orders of the month that went to a second department within %(within)s minutes before they"
        " were completed."
    ),
    innocent=_("Two departments may finish a short job together: ask the second what it did."),
    # Without its last dispatches the order would be of one department, and no cross-department order (decision 55).
    facts=f"""
        SELECT {CREDITED}, '{ORDER}', o.id, (array_agg(e.by_id ORDER BY e.at DESC, e.sequence DESC))[1]
        FROM workorders_workorder o JOIN workorders_orderevent e ON e.order_id = o.id
        WHERE o.stands AND o.completed_at >= %(start)s AND o.completed_at < %(end)s
          AND e.stands AND e.kind = 'dispatched' AND e.department_id IS NOT NULL AND e.at <= o.completed_at
          AND {CREDITED} IS NOT NULL
        GROUP BY o.id
        HAVING count(DISTINCT e.department_id) > 1
           AND count(DISTINCT e.department_id) FILTER (WHERE e.at < o.completed_at - %(within)s) = 1
    """,
    least=3,
    values={"within": timedelta(minutes=30)},
)
