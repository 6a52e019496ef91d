"""Forms of awards."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.results.awarding import Choice
from scoring.results.candidates import Proposal


class AwardForm(forms.Form):
    """Who gets it, how much, and why where it is not as the rule proposes."""

    agents = forms.MultipleChoiceField(
        label=_("Who gets it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several share the money. Nobody ticked and nobody chosen: the award is not given this month."),
    )
    other = forms.TypedChoiceField(label=_("Somebody else"), required=False, coerce=int, empty_value=None)
    amount = forms.DecimalField(
        label=_("Award money (yuan)"), min_value=Decimal(0), max_value=Decimal(999_999), decimal_places=2
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for another choice than the rule's, and where a decision is replaced."),
    )

    def __init__(self, *args: Any, found: Proposal, shown: Sequence[int], **kwargs: Any) -> None:
        """``shown``: keys of the cards that have a tick of their own; the others are in the list."""
        super().__init__(*args, **kwargs)
        cards = [card for card in found.cards.values() if card.total is not None]
        names = {
            card.pk: (str(card.agent_id), f"{card.label.name} {card.label.staff_number}".strip()) for card in cards
        }
        ticks, other = self.fields["agents"], self.fields["other"]
        assert isinstance(ticks, forms.MultipleChoiceField)
        assert isinstance(other, forms.TypedChoiceField)
        ticks.choices = [names[pk] for pk in shown if pk in names]
        other.choices = [("", "–"), *(one for pk, one in names.items() if pk not in shown)]
        if len(other.choices) == 1:
            del self.fields["other"]

    def choice(self) -> Choice:
        """What was typed."""
        typed = self.cleaned_data
        agents = {int(agent) for agent in typed["agents"]} | ({typed["other"]} if typed.get("other") else set())
        return Choice(sorted(agents), typed["amount"], typed["reason"])


class CommentForm(forms.Form):
    """A word for who decides."""

    words = forms.CharField(
        label=_("Comment"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("HR reads it before deciding."),
    )
