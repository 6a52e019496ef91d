"""What a resident is asked, on one screen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evidence.surveys.models import SCORES, SURELY, TOP_SCORE
from evidence.surveys.tags import counting

from .answering import Said

FACES = (
    ("1", _("Very dissatisfied")),
    ("2", _("Dissatisfied")),
    ("3", _("Fair")),
    ("4", _("Satisfied")),
    ("5", _("Very satisfied")),
)
LONGEST = 500
LATEST_TURN = 1000


def _of(top: int, label: Any, first: int = 1) -> forms.TypedChoiceField:
    choices = [(str(number), str(number)) for number in range(first, top + 1)]
    return forms.TypedChoiceField(
        label=label, choices=choices, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )


class ResidentForm(forms.Form):
    """Five faces; the rest may stay empty."""

    rating = forms.TypedChoiceField(
        label=_("All in all"), choices=FACES, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
    )
    attitude = _of(TOP_SCORE, _("Attitude"))
    expertise = _of(TOP_SCORE, _("Expertise"))
    communication = _of(TOP_SCORE, _("Communication"))
    resolution = _of(TOP_SCORE, _("The problem was solved"))
    recommend = _of(SURELY, _("Would you recommend us to family and friends?"), first=0)
    tags = forms.MultipleChoiceField(label=_("What fits?"), required=False, widget=forms.CheckboxSelectMultiple)
    comment = forms.CharField(
        label=_("What would you like to tell us?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    not_done = forms.BooleanField(label=_("It is not done yet: please come again"), required=False)
    turn = forms.IntegerField(min_value=0, max_value=LATEST_TURN, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tags"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(tag.name, counting.read(tag.name)) for tag in counting.offered()]

    @property
    def apart(self) -> list[forms.BoundField]:
        """What is rated apart."""
        return [self[name] for name in SCORES]

    def said(self) -> Said:
        """For the verb."""
        answers = self.cleaned_data
        return Said(
            turn=answers["turn"],
            rating=answers["rating"],
            apart={name: answers[name] for name in SCORES if answers[name] is not None},
            recommend=answers["recommend"],
            tags=tuple(answers["tags"]),
            comment=answers["comment"].strip(),
            is_not_done=answers["not_done"],
        )
