"""The form of one bonus, deduction or supervisor's adjustment: by a line of the catalogue, or free with a reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib.month import Month
from people.models import Account, Person
from scoring.models import Adjustment, CatalogueEntry, ScoringSettings
from scoring.scored_posts import scored_in

Kind = Adjustment.Kind


class AdjustmentForm(forms.Form):
    """One entry for one agent whom the account may see in the month; the verb refuses one for oneself.

    With a line of the catalogue the kind is the line's, the points too where they are fixed, and its words stand where
    no others are given.
    """

    agent = forms.ModelChoiceField(label=gettext_lazy("Agent"), queryset=Person.objects.none())
    item = forms.ChoiceField(label=gettext_lazy("By the catalogue"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Only where no line of the catalogue is picked."),
    )
    points = forms.DecimalField(
        label=pgettext_lazy("adjustment", "Points"),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("A deduction needs no sign; the supervisor's adjustment does."),
    )
    text = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The agent reads it on the card; empty, the line's own words stand there."),
    )
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=300, required=False)

    use_required_attribute = False  # what is required depends on the line that is picked

    def __init__(self, data: Any = None, *, account: Account, month: Month) -> None:
        super().__init__(data, initial={"kind": Kind.BONUS})
        people = scored_in(Person.objects.visible_in(month, account), month, but=account.person_id)
        self.fields["agent"].queryset = people.in_chinese_order()  # type: ignore[attr-defined]
        self._lines = {str(line.pk): line for line in CatalogueEntry.objects.used_in(month)}
        self._free = ScoringSettings.of_the_company().free_adjustments
        self.fields["item"].choices = self._items()  # type: ignore[attr-defined]
        kinds = [(kind, label) for kind, label in Kind.choices if self._free or kind == Kind.SUPERVISOR]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        line = self._lines.get((data or {}).get("item") or "")
        self.fields["kind"].required = self.fields["text"].required = line is None
        self.fields["points"].required = line is None or not line.is_fixed

    def _items(self) -> list[tuple[str, Any]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, line in self._lines.items():
            groups.setdefault(line.get_kind_display(), []).append((key, _with_points(line)))
        without = _("no line: entered freely") if self._free else _("no line: the supervisor's adjustment")
        return [("", without), *groups.items()]

    def clean(self) -> dict[str, Any]:
        """Kind, signed points, reason and line, as the verb takes them."""
        values = super().clean() or {}
        line = values["item"] = self._lines.get(values.get("item") or "")
        if line is not None:
            values["kind"] = line.kind
            values["text"] = values.get("text") or line.name
            if values.get("points") is None and line.is_fixed and "points" not in self.errors:
                values["points"] = line.least
        if values.get("points") is not None and values.get("kind") == Kind.DEDUCTION:
            values["points"] = -abs(values["points"])
        return values

    def asked(self) -> tuple[Person | None, str, Decimal | None]:
        """Whom, which kind and how many points have been typed so far, for the effect."""
        if not self.is_bound:
            return None, Kind.BONUS, None
        self.is_valid()
        values = self.cleaned_data
        return values.get("agent"), values.get("kind") or Kind.BONUS, values.get("points")

    @property
    def rests_on_judgement(self) -> bool:
        """Whether no line of the catalogue is picked so far."""
        return getattr(self, "cleaned_data", {}).get("item") is None


def _with_points(line: CatalogueEntry) -> str:
    sign = "−" if line.sign < 0 else "+"
    points = f"{sign}{line.least}" if line.is_fixed else f"{sign}{line.least} – {line.most}"
    return f"{line.name} · {points}"
