"""Ideas for improvement, as a kind of evidence."""

from django.utils.translation import gettext_lazy as _

from evidence.kind import Kind, Shown, Table

from .models import Suggestion


def _shown(idea: Suggestion) -> Shown:
    return Shown(idea.number, idea.get_absolute_url(), subject=idea.title, at=idea.decided_at)


IDEAS = Table(
    model=Suggestion,
    code="suggestion",
    whose="agent",
    counts_at="decided_at",
    guarded=("agent", "decision", "decided_at", "stands"),
    shown=_shown,
)

SUGGESTIONS = Kind(
    code="suggestions",
    label=_("Suggestions"),
    tables=(IDEAS,),
    verbs={
        "submit_suggestion": _("Suggestion submitted"),
        "decide_suggestion": _("Suggestion decided"),
        "discuss_suggestion": _("Suggestion discussed"),
        "implement_suggestion": _("Suggestion carried out"),
    },
    page="evidence:suggestions",
    urls="evidence.suggestions.urls",
    imports=("evidence.suggestions.importing.KIND",),
    to_do=("evidence.suggestions.to_do.undecided",),
)
