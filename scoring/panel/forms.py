"""Forms of panels."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month import Month
from people.models import Account, Person
from people.querysets import chinese_order
from scoring import cards
from scoring.panel.picking import RULES
from scoring.panel.verbs import who_may_sit

MOST_IN_A_SAMPLE = 50
MOST = Decimal(3)


def members_field(people: list[Account], **more: Any) -> Any:
    """Checkboxes of accounts that may sit on a panel."""
    accounts = Account.objects.filter(pk__in=[one.pk for one in people]).select_related("person")
    return forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members"),
        queryset=accounts.order_by(chinese_order("person__name"), "pk"),
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


class ConveneForm(forms.Form):
    """Which cards, who looks at them, and how many opinions each needs."""

    rules = forms.MultipleChoiceField(
        label=gettext_lazy("Cards by rule"),
        choices=[(code, words) for code, (words, _rule) in RULES.items()],
        initial=["changed", "lowest", "drop"],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sample = forms.IntegerField(
        label=gettext_lazy("And so many at random"),
        min_value=0,
        max_value=MOST_IN_A_SAMPLE,
        initial=0,
        help_text=gettext_lazy("The number of the draw is kept, so that anybody can draw the same again."),
    )
    by_hand = forms.ModelMultipleChoiceField(
        label=gettext_lazy("And these"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    members = members_field([])
    quorum = forms.IntegerField(
        label=gettext_lazy("Opinions that each card needs"), min_value=2, max_value=20, initial=2
    )

    def __init__(self, data: Any = None, *, month: Month, account: Account) -> None:
        super().__init__(data)
        agents = cards.listed(month).visible_to(account).exclude(agent=account.person_id).order_by().values("agent")
        self.fields["by_hand"].queryset = Person.objects.filter(pk__in=agents).in_chinese_order()  # type: ignore[attr-defined]
        self.fields["members"] = members_field(
            who_may_sit(),
            help_text=gettext_lazy(
                "Nobody has a vote on the own card, on those of people they lead or are led by, or reviewed first. "
                "Whoever reads the audit is not blind and not listed."
            ),
        )
        self.order_fields(["rules", "sample", "by_hand", "members", "quorum"])


class MemberForm(forms.Form):
    """One member more."""

    account = forms.ModelChoiceField(
        label=gettext_lazy("Add a member"), queryset=Account.objects.none(), empty_label=gettext_lazy("Choose a person")
    )

    def __init__(self, data: Any = None, *, free: list[Account]) -> None:
        super().__init__(data)
        accounts = Account.objects.filter(pk__in=[one.pk for one in free]).select_related("person")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]


class OpinionForm(forms.Form):
    """Agree with the measured card, or propose points."""

    points = forms.DecimalField(
        label=gettext_lazy("Points added or taken"),
        max_digits=4,
        decimal_places=2,
        initial=Decimal(0),
        help_text=gettext_lazy("0 agrees with the card as it was measured."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed for any other points. Facts and dates; it becomes part of the card's reason."),
    )


class RecuseForm(forms.Form):
    """Why somebody stays out of a card."""

    why = forms.CharField(label=gettext_lazy("Why I stay out of it"), max_length=500)


class EndForm(forms.Form):
    """Why a panel is given up."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
