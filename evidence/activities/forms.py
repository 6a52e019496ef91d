"""An activity, and one agent's row on its sheet."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from evidence.forms import PastInstantField, ReasonForm
from kpi_portal.lib.rounding import plain
from people.models import Person, Site

from .models import Activity, Participation


class ActivityForm(forms.Form):
    """What was held, when and where."""

    form = forms.ChoiceField(
        label=pgettext_lazy("activity", "Form"),
        choices=Activity.Form.choices,
        initial=Activity.Form.FESTIVAL,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(label=pgettext_lazy("activity", "Title"), max_length=200)
    held_at = PastInstantField(label=pgettext_lazy("activity", "Held at"))
    site = forms.ModelChoiceField(Site.objects.filter(is_active=True), label=gettext_lazy("Site"), required=False)
    words = forms.CharField(
        label=gettext_lazy("What was done"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CorrectionForm(ReasonForm, ActivityForm):
    """The same, with the reason."""

    field_order = ["form", "title", "held_at", "site", "words", "reason"]


class PartForm(forms.Form):
    """One agent's row."""

    part = forms.ChoiceField(label=gettext_lazy("Part"), required=False)
    hours = forms.DecimalField(
        label=gettext_lazy("Hours"),
        required=False,
        min_value=Decimal("0.25"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 5}),
    )

    @staticmethod
    def was_sent(agent: Person, data: QueryDict) -> bool:
        """Whether this agent's row came with the sheet: who stands on another page of it keeps everything."""
        return f"agent-{agent.pk}-part" in data

    def __init__(self, data: Any = None, *, agent: Person, before: Participation | None) -> None:
        initial = {"part": before.part, "hours": plain(before.hours, 2) if before.hours else None} if before else {}
        super().__init__(data, prefix=f"agent-{agent.pk}", initial=initial)
        self.agent, self.before = agent, before
        part = self.fields["part"]
        assert isinstance(part, forms.ChoiceField)
        part.choices = [*([] if before else [("", "—")]), *Participation.Part.choices]
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = f"{agent}: {self.fields[name].label}"
