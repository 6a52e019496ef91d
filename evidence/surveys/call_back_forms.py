"""What is asked on the telephone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .call_backs import Said

REACHED, MISSED = "reached", "missed"
DONE, NOT_DONE = "done", "not_done"
RATINGS = (
    ("5", _("5 very satisfied")),
    ("4", _("4 satisfied")),
    ("3", _("3 fair")),
    ("2", _("2 dissatisfied")),
    ("1", _("1 very dissatisfied")),
    ("", _("gives none")),
)


class CallBackForm(forms.Form):
    """Reached or not, done or not, the rating in the resident's own words."""

    reached = forms.ChoiceField(
        label=_("The call"),
        choices=[(REACHED, _("reached")), (MISSED, _("nobody answered, or no good moment"))],
        widget=forms.RadioSelect,
    )
    done = forms.ChoiceField(
        label=_("Is it done?"),
        choices=[(DONE, _("it is done")), (NOT_DONE, _("not done, open it again"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Needed where the resident was reached."),
    )
    rating = forms.TypedChoiceField(
        label=_("The resident's rating"),
        choices=RATINGS,
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("As the resident says it; do not suggest one."),
    )
    words = forms.CharField(
        label=_("The resident's words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed with 1 or 2, and where it is not done."),
    )

    def clean(self) -> dict[str, Any]:
        """Nothing is ticked before somebody has said it; whoever was reached said whether it is done."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        if answers.get("reached") == REACHED and not answers.get("done"):
            self.add_error("done", _("Ask whether it is done."))
        return answers

    @property
    def is_missed(self) -> bool:
        """Whether the resident was not reached."""
        return bool(self.cleaned_data["reached"] == MISSED)

    def said(self) -> Said:
        """For the verb."""
        answers = self.cleaned_data
        return Said(is_done=answers["done"] == DONE, rating=answers["rating"], words=answers["words"])
