"""The score of a checklist that is being filled in: told after every answer, and by a button where no script runs."""

from typing import Any, NamedTuple, TypeVar

from kpi_portal.lib.rounding import printed
from people.access import AccountRequest

from .forms import ChecklistForm
from .verbs import failed_critically, score_of

AnyForm = TypeVar("AnyForm", bound=ChecklistForm)


class SoFar(NamedTuple):
    """``score`` of 100 over what applies so far, “—” before anything does; ``answered`` of ``number`` items."""

    score: str
    is_critical: bool
    answered: int
    number: int
    known: str = ""
    """A check that stands of nearly the same contact."""


def filled(form: type[AnyForm], request: AccountRequest, **asked: Any) -> tuple[AnyForm, bool]:
    """The form with what was sent, and whether it was sent to be told its score only: then nothing is missing yet, and
    nothing is stored."""
    told = request.method == "POST" and ("tell" in request.POST or request.headers.get("HX-Request") == "true")
    return (form(initial=request.POST.dict(), **asked) if told else form(request.POST or None, **asked)), told


def so_far(form: ChecklistForm) -> SoFar:
    """What the answers given so far come to (SCORING §3, ``etiquette_pass_rate``)."""
    items = form.so_far()
    score = score_of(items)
    told = "—" if score is None else printed(score, 0)
    return SoFar(told, failed_critically(items), len(items), len(form.checklist), form.known())
