"""The company's choices about ratings."""

from typing import TypedDict, Unpack

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from people import audited_save
from people.models import Account

from .models import RatingRules


class Chosen(TypedDict, total=False):
    """What can be chosen."""

    minimum_raters: int
    asks_peers: bool
    asks_leaders: bool


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """All of them."""

    class Meta:
        model = RatingRules
        fields = ("minimum_raters", "asks_peers", "asks_leaders")

    def __init__(self, data: object = None) -> None:
        super().__init__(data, instance=RatingRules.of_the_company())  # type: ignore[arg-type]
        self.fields["minimum_raters"].label = _("Raters there must be before anything is shown")
        self.fields["minimum_raters"].help_text = _(
            "For each agent and month, of peers and of departments. What peers rated under a higher number keeps it."
        )


@transaction.atomic
def change(*, by: Account, **chosen: Unpack[Chosen]) -> RatingRules:
    """Choose anew. What was rated before keeps the number of raters that it was promised."""
    rules, _made = RatingRules.objects.get_or_create(pk=1)
    return audited_save.change(rules, chosen, verb="evidence.change_rating_rules", by=by)
