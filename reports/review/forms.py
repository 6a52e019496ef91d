"""The form of a review: the supervisor's adjustment with its reason, a comment to the agent, what is missing."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib.rounding import plain
from reports.wording import signed
from scoring.models import Review


class ReviewForm(forms.Form):
    """``step`` is one of the whole points up to the plan's cap, ``other`` any figure between; ``points`` is cleaned."""

    step = forms.ChoiceField(label=pgettext_lazy("adjustment", "Points"), required=False, widget=forms.RadioSelect)
    other = forms.DecimalField(
        label=gettext_lazy("Any other value"),
        required=False,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What happened, when, and what shows it."),
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment to the agent"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Read by the agent with the published card; it moves no points."),
    )
    missing = forms.CharField(
        label=gettext_lazy("Which evidence is missing?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("HR is asked for it; the card comes back to you once it is there."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, data: Any = None, *, review: Review | None, cap: Decimal, version: int) -> None:
        self.cap = cap
        steps = [str(number) for number in range(-int(cap), int(cap) + 1)]
        points = plain(review.points) if review else "0"
        known = points in steps
        super().__init__(
            data,
            initial={
                "step": points if known else "",
                "other": "" if known else points,
                "reason": review.reason if review else "",
                "comment": review.comment if review else "",
                "missing": review.missing if review else "",
                "version": version,
            },
        )
        labels = {step: signed(Decimal(step)).removesuffix(".00") for step in steps}
        self.fields["step"].choices = list(labels.items())  # type: ignore[attr-defined]

    def points(self) -> Decimal | None:
        """Those typed, else those kept so far; None where they make no sense."""
        if not self.is_bound:
            return Decimal(self.initial["step"] or self.initial["other"])
        self.is_valid()
        return None if {"step", "other"} & set(self.errors) else self.cleaned_data.get("points")

    def clean(self) -> dict[str, Any]:
        """One figure of the two fields."""
        values = super().clean() or {}
        step, other = values.pop("step", "") or "0", values.pop("other", None)
        if other is not None and step != "0" and other != Decimal(step):
            self.add_error("other", _("Either one of the steps above or a value here; empty this field to use a step."))
        values["points"] = Decimal(step) if other is None else other
        if abs(values["points"]) > self.cap:
            self.add_error("other", _("Between −%(cap)s and +%(cap)s.") % {"cap": plain(self.cap)})
        return values
