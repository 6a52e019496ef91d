"""Forms of the room: rules of months, the reason for taking an adjustment back. Entering: ``catalogue.entry_form``."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month_field import MonthField
from scoring.models import ScoringSettings


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
            "wished_grades",
            "target_freeze_day",
            "target_ease",
            "red_line_days",
            "review_days",
            "all_reviewed",
            "confirm_grades",
            "free_adjustments",
            "self_assessment_days",
            "appeal_days",
            "appeal_answer_days",
            "talk_days",
            "talk_sign_days",
            "talk_fall",
            "talk_floor",
            "rank_visibility",
            "rank_top",
            "star_amount",
            "progress_amount",
            "complaint_limit",
            "training_below",
            "pay_day",
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


class WithdrawForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
