"""What the indicators of complaints share: the month's complaints at the cut-off, and why one is left out."""

from django.utils.translation import gettext_lazy as _

from evidence.complaints.truth import COMPLAINTS_AT_THE_CUTOFF
from scoring.indicators.indicator import Pair

WORDS = (("month_complaint", f"CREATE TEMP TABLE month_complaint ON COMMIT DROP AS {COMPLAINTS_AT_THE_CUTOFF}"),)
REASONS = {
    "excluded": _("excluded by a supervisor"),
    "major": _("major: it has no 24 hours"),
    "not_closed": _("not closed by the cut-off"),
}
COUNTED = Pair(_("%(n)s complaint"), _("%(n)s complaints"))


def share_of(hit: str, *, reason: str = "''") -> str:
    """The statement of a share: which complaints of the month are hits, and why one does not count (SQL)."""
    return f"""
        SELECT agent_id, 'complaint' AS kind, id AS fact_id, revision,
               (reason = '' AND coalesce({hit}, false))::integer::bigint AS numerator, 1::bigint AS denominator,
               1 AS shared_by, reason
        FROM (SELECT *, CASE WHEN is_excluded THEN 'excluded' ELSE {reason} END AS reason FROM month_complaint) c
    """
