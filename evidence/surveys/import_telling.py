"""What a file of answers does, row by row (IMPORTS §4, 15): read from the tables in which it is compared."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from records.imports import staging
from records.imports.context import ImportContext
from records.imports.matters import CHANGED, NEW, UNCHANGED, Matter

WITHOUT_ORDER = Matter(
    "answers_without_order",
    _("Answers without an order"),
    _("Their order is not known yet; they are linked to it when it comes."),
)
NOBODY = Matter("answers_without_agent", _("Answers without an agent"), _("Nobody is credited with them."), warns=True)
RIDING_NEW = Matter("answers_new", _("Survey answers: new"))
RIDING_CHANGED = Matter("answers_changed", _("Survey answers: changed"))
RIDING_WAITS = Matter("answers_wait", _("Survey answers: wait, month is final"), warns=True)
LINKED = Matter("answers_linked", _("Answers that get their order"), _("They came before it and count from now on."))
MATTERS = (RIDING_NEW, RIDING_CHANGED, RIDING_WAITS, WITHOUT_ORDER, NOBODY, LINKED)

FRESH = "SELECT row FROM compared WHERE before_id IS NULL AND final_month IS NULL"
STAYS = "SELECT s.row FROM staged_answer s WHERE NOT EXISTS (SELECT FROM compared c WHERE c.row = s.row)"
CHANGES = """
SELECT c.row, c.number AS subject, (
    SELECT coalesce(jsonb_agg(jsonb_build_array(l.field, l.was, l.comes)), '[]') FROM (VALUES
        ('rating', trim_scale(b.rating)::text, trim_scale(c.rating)::text),
        ('answered_at', to_jsonb(b.answered_at) #>> '{}', to_jsonb(c.answered_at) #>> '{}'),
        ('comment', nullif(b.comment, ''), nullif(coalesce(c.comment, b.comment), '')),
        ('order_number', o.number, coalesce(p.number, c.order_number)),
        ('agent', was.name, comes.name)
    ) l (field, was, comes) WHERE l.was IS DISTINCT FROM l.comes
) AS lines
FROM compared c
JOIN evidence_surveyanswer b ON b.id = c.before_id
LEFT JOIN workorders_workorder o ON o.id = b.order_id
LEFT JOIN workorders_workorder p ON p.id = c.order_id
LEFT JOIN people_person was ON was.id = c.credited_before
LEFT JOIN people_person comes ON comes.id = c.credited_id
WHERE c.final_month IS NULL
"""
STANDING = """
SELECT s.row, s.number AS subject, '[]'::jsonb AS lines
FROM staged_answer s
JOIN evidence_surveyanswer a ON a.source = %(source)s AND a.number = s.number AND a.stands
WHERE a.{column} IS NULL
"""
MONTHS = """
SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, count(DISTINCT row) FROM (
    SELECT c.row, m.at FROM compared c CROSS JOIN LATERAL (VALUES (c.answered_at), (c.before_at)) m (at)
    WHERE c.final_month IS NULL
) l WHERE at IS NOT NULL GROUP BY 1 ORDER BY 1
"""
LINKING = """
SELECT f.row, a.number AS subject, '[]'::jsonb AS lines
FROM waiting_answer w JOIN fresh f USING (order_id) JOIN evidence_surveyanswer a ON a.id = w.id
"""


def tell(context: ImportContext, *, rides: bool) -> None:
    """Of a file that was stored. Answers that ride on orders have no verdict of their own."""
    telling, params = context.telling, {"source": context.profile.source, "zone": context.zone.key}
    if rides:
        telling.spans(RIDING_NEW, FRESH)
        telling.lines(RIDING_CHANGED, CHANGES)
    else:
        telling.spans(NEW, FRESH)
        telling.lines(CHANGED, CHANGES)
        telling.spans(UNCHANGED, STAYS)
    telling.lines(WITHOUT_ORDER, STANDING.format(column="order_id"), params)
    telling.lines(NOBODY, STANDING.format(column="agent_id"), params)
    for first_day, answers in staging.run(MONTHS, params):
        telling.month(first_day, answers)


def tell_late(context: ImportContext, late: Sequence[tuple[int, str, date]], *, rides: bool) -> None:
    """Answers (row, number, month) that would change a final month."""
    if rides:
        context.telling.rows(RIDING_WAITS, [(row, number) for row, number, _first_day in late])
        return
    for row, _number, first_day in late:
        context.telling.waits(row, first_day)


def tell_linked(context: ImportContext) -> None:
    """Of a file of orders: the answers that waited for them."""
    context.telling.lines(LINKED, LINKING)
