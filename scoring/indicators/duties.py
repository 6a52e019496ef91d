"""What the indicators of leading posts share: what fell due, or was decided, on the days of the month."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.indicators.indicator import Pair, Time

REASONS = {
    "excused": _("left out"),
    "by_another": _("done in time by somebody else"),
    "not_due_yet": _("not due yet"),
}
MET = Pair(_("by its day"), _("not by its day"))
TIMES = (Time(pgettext_lazy("duty", "Due"), ()), Time(pgettext_lazy("duty", "Done"), ()))


def share_of(kind: str, hit: str) -> str:
    """The statement of a share: which duties of this kind have this result."""
    return f"""
        SELECT person_id AS agent_id, 'duty' AS kind, id AS fact_id, 1 AS revision,
               (reason = '' AND result = '{hit}')::integer::bigint AS numerator, 1::bigint AS denominator,
               1 AS shared_by, reason
        FROM (
            SELECT *, CASE
                       WHEN result IN ('excused', 'by_another') THEN result
                       WHEN result = 'missed' AND day >= (%(cutoff)s::timestamptz AT TIME ZONE %(zone)s)::date
                            THEN 'not_due_yet'
                       ELSE ''
                   END AS reason
            FROM scoring_duty
            WHERE kind = '{kind}' AND day BETWEEN %(first_day)s AND %(last_day)s
        ) d
    """
