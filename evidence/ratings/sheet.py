"""A rater's one screen a month: saved as it is filled in, what cannot be saved yet stays with the reason."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import ngettext

from kpi_portal.lib.form_page import attempt
from people.access import AccountRequest
from people.models import Person

from .forms import RatingForm
from .verbs import Given


def forms(
    request: AccountRequest, agents: Iterable[Person], said: Mapping[int, Any], of: type[RatingForm] = RatingForm
) -> list[RatingForm]:
    """One for each agent, with what was said before: whole numbers from this screen, perhaps others from an import."""
    sent = request.POST if request.method == "POST" else None
    return [of(sent, agent=agent, initial=_initial(said.get(agent.pk))) for agent in agents]


def is_saved(request: AccountRequest, found: Sequence[RatingForm], enter: Callable[..., int]) -> bool:
    """Enter what can be entered; whether that was all."""
    valid = [form for form in found if form.is_valid()]
    given = [
        Given(form.agent, Decimal(form.cleaned_data["rating"]), form.cleaned_data["comment"])
        for form in valid
        if form.cleaned_data["rating"]
    ]
    done = attempt(request, partial(enter, given=given), said=_entered)
    return bool(done) and len(valid) == len(found)


def _initial(said: Any) -> dict[str, str]:
    return {"rating": f"{said.rating.normalize():f}", "comment": said.comment} if said else {}


def _entered(ratings: int) -> str:
    return ngettext("%(n)s rating entered.", "%(n)s ratings entered.", ratings) % {"n": ratings}
