"""The form of a year's goals: of the whole company, or of one site."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.rounding import plain
from people.models import Site
from scoring.annual_goals import verbs
from scoring.annual_goals.entered import PARTS, is_entered, of_goals
from scoring.annual_goals.examples import EXAMPLES, offered
from scoring.annual_goals.figures import Figure
from scoring.annual_goals.pace import adds_up
from scoring.annual_goals.verbs import Wanted
from scoring.models import AnnualGoal, GoalFigure
from scoring.saying import say


class GoalsForm(forms.Form):
    """One field for each indicator that may have a goal; cleaned to one ``wanted`` and the ``reason``.

    ``is_proposed``: what stands in the fields is last year's, or the examples, and not set yet.
    """

    def __init__(self, data: Any = None, *, year: int, site: Site | None = None) -> None:
        super().__init__(data)
        self.year, self.site, self.codes = year, site, offered(site)
        rows = list(AnnualGoal.objects.standing().filter(year__in=(year, year - 1)))
        self.standing = _values(rows, year, site)
        self.is_proposed = not self.standing and site is None
        proposed = (_values(rows, year - 1, None) or EXAMPLES) if self.is_proposed else {}
        of_the_company = _values(rows, year, None) if site else {}
        for code in self.codes:
            self.fields[f"goal-{code}"] = _field(code, of_the_company.get(code))
            value = self.standing.get(code, proposed.get(code))
            self.initial[f"goal-{code}"] = None if value is None else Decimal(plain(value))
        if self.standing:
            self.fields["reason"] = _reason()

    @property
    def goals(self) -> list[forms.BoundField]:
        """The fields of the goals, without the reason."""
        return [self[f"goal-{code}"] for code in self.codes]

    def clean(self) -> dict[str, Any]:
        """One value for the verb, whose refusals stand at the fields."""
        values = super().clean() or {}
        if self.errors:
            return values
        goals = {code: values.get(f"goal-{code}") for code in self.codes}
        return {"wanted": Wanted(self.year, self.site, goals), "reason": values.get("reason", "")}


def _values(rows: list[AnnualGoal], year: int, site: Site | None) -> Mapping[str, Decimal]:
    return {goal.indicator: goal.value for goal in rows if (goal.year, goal.site_id) == (year, site and site.pk)}


def _field(code: str, of_the_company: Decimal | None) -> forms.Field:
    known = of_goals()[code]
    low, high = verbs.limits(known)
    unit = say(known.unit)
    if of_the_company is not None:
        note = _("The company's goal is %(value)s.") % {"value": plain(of_the_company)}
    elif is_entered(code):
        note = _("Its months are entered by HR.")
    elif adds_up(known):
        note = _("For the whole year.")
    else:
        note = _("At least.") if known.better == "higher" else _("At most.")
    return forms.DecimalField(
        label=_("%(name)s (%(unit)s)") % {"name": say(known.name), "unit": unit},
        required=False,
        decimal_places=2,
        min_value=low,
        max_value=high,
        help_text=note,
    )


def _reason() -> forms.Field:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where a goal that stands is changed or emptied; it stays to be read."),
    )


class FigureForm(forms.Form):
    """One month of a goal that nothing measures; cleaned to the one ``figure``."""

    def __init__(self, data: Any = None, *, code: str, before: GoalFigure | None) -> None:
        super().__init__(data)
        for name in PARTS[code]._fields:
            label = getattr(PARTS[code], name)
            self.fields[name] = forms.DecimalField(label=label, max_digits=15, decimal_places=2)
            self.initial[name] = Decimal(plain(getattr(before, name))) if before else None
        self.fields["note"] = forms.CharField(
            label=gettext_lazy("Where the figures are from"),
            max_length=300,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy("For example the fee system's statement, with its day; for a correction also why."),
        )

    def clean(self) -> dict[str, Any]:
        """One value for the verb, whose refusals stand at the fields."""
        values = super().clean() or {}
        return values if self.errors else {"figure": Figure(**values)}
