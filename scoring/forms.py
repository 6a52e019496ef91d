"""Forms of the room: rules of months, an adjustment, the reason for taking one back. The grid: ``targets.grid``."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from kpi_portal.lib.month_field import MonthField
from kpi_portal.lib.rounding import plain
from people.models import Account, Person
from scoring.engine.plan_parts import Limits
from scoring.models import Adjustment, ScoringSettings
from scoring.plans import versions
from scoring.scored_posts import scored_in


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Who has to be a second person, until when targets are set and how easy they may be, since when it counts."""

    live_from = MonthField(
        label=gettext_lazy("Live from month"),
        help_text=gettext_lazy("Earlier months are history: HR enters their targets, and their cards say so."),
    )

    publish_checks = forms.ChoiceField(
        label=gettext_lazy("Publish checks of plans"),
        choices=ScoringSettings.PublishChecks.choices,
        required=False,
        help_text=gettext_lazy("Refuse: a plan is published only once each remark is mended or given a reason."),
    )

    class Meta:
        model = ScoringSettings
        fields = (
            "two_people_final",
            "two_people_publish",
            "two_people_plans",
            "publish_checks",
            "target_freeze_day",
            "target_ease",
            "red_line_days",
            "review_days",
            "all_reviewed",
            "confirm_grades",
            "self_assessment_days",
            "rank_visibility",
            "rank_top",
            "live_from",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["live_from"] = self.instance.live_since.first_day

    def clean_publish_checks(self) -> str:
        """As it was, where the form did not ask."""
        return self.cleaned_data["publish_checks"] or str(self.instance.publish_checks)

    def clean_live_from(self) -> date:
        """As the model has it."""
        first_day: date = self.cleaned_data["live_from"].first_day
        return first_day


class AdjustmentForm(forms.Form):
    """One entry for one agent whom the account may see in the month."""

    agent = forms.ModelChoiceField(label=gettext_lazy("Agent"), queryset=Person.objects.none())
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Adjustment.Kind.choices)
    points = forms.DecimalField(
        label=gettext_lazy("Points"),
        max_digits=5,
        decimal_places=2,
    )
    text = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The agent reads it on the card."),
    )  # fmt: skip
    evidence = forms.CharField(label=gettext_lazy("Evidence"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, account: Account, month: Month) -> None:
        super().__init__(data)
        plans = versions.in_force(month)
        people = scored_in(Person.objects.visible_in(month, account), month, plans, but=account.person_id)
        self.fields["agent"].queryset = people.in_chinese_order()  # type: ignore[attr-defined]
        if (plan := plans.default) is not None:
            self.fields["points"].help_text = _limits(versions.read(plan).limits)

    def clean(self) -> dict[str, Any]:
        """Who writes 2 for a deduction takes two points."""
        values = super().clean() or {}
        if values.get("points") is not None and values.get("kind") == Adjustment.Kind.DEDUCTION:
            values["points"] = -abs(values["points"])
        return values


def _limits(limits: Limits) -> str:
    """What the sum of a month can be at most, in words."""
    return _(
        "At most %(bonus)s added, %(deduction)s taken, and %(supervisor)s either way by the supervisor, per agent and "
        "month; what crosses counts in part. A deduction needs no sign; the supervisor's adjustment does."
    ) % {name: plain(abs(getattr(limits, name))) for name in ("bonus", "deduction", "supervisor")}


class WithdrawForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
