"""A colleague's screen: one small form per agent."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Person

from .models import HIGHEST, LOW, LOWEST

SCORES = [(str(number), str(number)) for number in range(int(LOWEST), int(HIGHEST) + 1)]


class RatingForm(forms.Form):
    """One agent on a colleague's screen."""

    rating = forms.ChoiceField(label=gettext_lazy("Rating"), choices=SCORES, required=False, widget=forms.RadioSelect)
    comment = forms.CharField(label=gettext_lazy("Comment"), max_length=500, required=False)

    @staticmethod
    def was_sent(agent: Person, data: QueryDict) -> bool:
        """Whether this agent was rated; nothing is said of the others."""
        return f"agent-{agent.pk}-rating" in data

    def __init__(self, data: Any = None, *, agent: Person, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=f"agent-{agent.pk}", initial=initial)
        self.agent = agent
        self.fields["comment"].widget.attrs["aria-label"] = f"{agent}: {_('Comment')}"
        self.fields["comment"].widget.attrs["placeholder"] = _("Comment (optional)")

    def clean(self) -> dict[str, Any]:
        """Words alone are no rating."""
        said = super().clean() or {}
        if said.get("comment") and not said.get("rating"):
            self.add_error("rating", _("Choose a rating beside the comment."))
        return said


class ColleagueForm(RatingForm):
    """The same of somebody of the team: a low rating says why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].widget.attrs["placeholder"] = _("Comment, needed for 1 and 2")

    def clean(self) -> dict[str, Any]:
        """Rating and comment together."""
        said = super().clean()
        if said.get("rating") and Decimal(said["rating"]) <= LOW and not said.get("comment"):
            self.add_error("comment", _("Write why: 1 and 2 need a comment."))
        return said
