"""The form of one event of the site calendar."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.forms import DayInput
from people.models import Site
from scoring.models import SiteEvent
from scoring.saying import say
from scoring.site_calendar import verbs
from scoring.site_calendar.verbs import MOST, Wanted


class SiteEventForm(forms.Form):
    """What, where, from when to when, and what it moves; cleaned to one ``wanted``."""

    kind = forms.ChoiceField(label=gettext_lazy("What is going on"), choices=SiteEvent.Kind.choices)
    words = forms.CharField(
        label=gettext_lazy("In own words"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Agents read it on their cards, such as: handover of phase 2."),
    )
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole company"),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"),
        widget=DayInput,
        help_text=gettext_lazy("In a month that has not begun: weights are announced before the month."),
    )
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput)

    def __init__(self, data: Any = None, *, event: SiteEvent | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["site"].queryset = Site.objects.order_by("code")  # type: ignore[attr-defined]
        names = verbs.dimensions()
        self.codes = [*names]
        for place, (code, name) in enumerate(names.items()):
            self.fields[f"d-{code}"] = forms.DecimalField(
                label=say(name),
                required=False,
                min_value=-MOST,
                max_value=MOST,
                decimal_places=2,
                help_text=_EXPLAINED if place == 0 else "",
            )
        if event is not None:
            self.initial = _of(event)

    def clean(self) -> dict[str, Any]:
        """One value for the verb, whose refusals stand at the fields."""
        values = super().clean() or {}
        if self.errors:
            return values
        moves = {code: values.get(f"d-{code}") or Decimal(0) for code in self.codes}
        told = {name: values[name] for name in ("site", "kind", "words", "first_day", "last_day")}
        return {"wanted": Wanted(**told, moves={code: points for code, points in moves.items() if points})}


_EXPLAINED = gettext_lazy(
    "Points of weight while it lasts, such as 10 or -5; empty where nothing moves. The dimensions that are not named "
    "give or take the rest in proportion."
)


def _of(event: SiteEvent) -> dict[str, Any]:
    told = {name: getattr(event, name) for name in ("site", "kind", "words", "first_day", "last_day")}
    return {**told, **{f"d-{code}": points for code, points in event.moves.items()}}


class WithdrawEventForm(forms.Form):
    """Why an event is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def title(event: SiteEvent | None) -> str:
    """The head of the form's page."""
    return _("Change an event") if event else _("Announce an event")
