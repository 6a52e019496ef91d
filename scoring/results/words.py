"""What a follow-up rests on, in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from scoring.models import FollowUp, PlanVersion
from scoring.plans import versions
from scoring.saying import indicator_name, say

Kind = FollowUp.Kind


def dimension_names() -> Mapping[str, str]:
    """What the dimensions of published plans are called, the latest version last."""
    plans = PlanVersion.objects.exclude(state=PlanVersion.State.DRAFT).order_by("pk")
    return {part.code: say(part.name) for plan in plans for part in versions.read(plan).dimensions}


def rests_on(follow_up: FollowUp, dimensions: Mapping[str, str]) -> str:
    """One sentence."""
    if follow_up.proposed_by_id is not None:
        return follow_up.words
    name = dimensions.get(follow_up.about) or indicator_name(follow_up.about)
    (since, site), (_month, figure) = (follow_up.figures[place] if follow_up.figures else ("", "") for place in (0, -1))
    told = {"n": len(follow_up.figures), "name": name, "figure": figure, "site": site, "since": since}
    sentences = {
        Kind.OUTCOME: _("Grade %(figure)s"),
        Kind.IMPROVEMENT: _("A low grade in %(n)s months in a row, %(figure)s in the last"),
        Kind.TALK: _("%(name)s at its floor in %(n)s months in a row, %(figure)s in the last"),
        Kind.CLINIC: _("%(name)s %(figure)s"),
        Kind.TRAINING: _("Weakest dimension: %(name)s, %(figure)s points"),
        Kind.TALENT: _("Among the best in %(n)s quarters in a row, rank %(figure)s in the last"),
        Kind.ROTATION: _("At %(site)s since %(since)s, grade %(figure)s"),
    }
    return sentences[Kind(follow_up.kind)] % told
