"""Forms of follow-ups and improvements."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evidence.complaints.models import ComplaintTopic
from kpi_portal.lib.month_field import MonthField
from people.access import HR, SUPERVISOR
from people.forms import DayInput
from people.models import Account, Person
from scoring.indicators.catalogue import definitions
from scoring.models import FollowUp
from scoring.saying import say

WEEKS = timedelta(days=28)


def long_text(label: Any, **options: Any) -> forms.CharField:
    """A few lines."""
    return forms.CharField(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **options)


def owners(agent: Person | None = None) -> Any:
    """Who may own an improvement: whoever leads, HR, and whom it is about."""
    leads = Q(roles__overlap=[HR, SUPERVISOR])
    found = Account.objects.filter(leads | Q(person=agent) if agent else leads, is_active=True)
    return found.select_related("person").order_by("person__name", "pk")


class PlanForm(forms.Form):
    """What is done, by whom, until when."""

    what = forms.CharField(label=_("What is done"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=Account.objects.none())
    due = forms.DateField(label=_("Due by"), widget=DayInput)

    def __init__(self, data: Any = None, *, account: Account, agent: Person | None = None, today: date) -> None:
        super().__init__(data, initial={"owner": account.pk, "due": today + WEEKS})
        self.fields["owner"].queryset = owners(agent)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why."""

    reason = long_text(_("Reason"))


class RemarkForm(forms.Form):
    """A word, if any."""

    reason = long_text(_("Remark"), required=False)


class TakeOffForm(PlanForm):
    """Why, and what is done instead."""

    reason = long_text(_("Reason"))
    field_order = ("reason", "what", "owner", "due")


class SuggestForm(forms.Form):
    """Whom, for what, why."""

    kind = forms.ChoiceField(label=_("For what"), choices=[(one.value, one.label) for one in FollowUp.Kind][-2:])
    agent = forms.ModelChoiceField(label=_("Whom"), queryset=Person.objects.none())
    reason = long_text(_("Reason"), help_text=_("For a rotation: what would suit better, and where."))

    def __init__(self, data: Any = None, *, account: Account) -> None:
        super().__init__(data)
        people = Person.objects.visible_to(account).exclude(pk=account.person_id)
        self.fields["agent"].queryset = people.in_chinese_order()  # type: ignore[attr-defined]


class ImprovementForm(PlanForm):
    """… why, about whom or what."""

    why = long_text(_("Why"))
    month = MonthField(label=_("Month of the cause"))
    agent = forms.ModelChoiceField(
        label=_("Agent"),
        queryset=Person.objects.none(),
        required=False,
        help_text=_("Empty: it is about the whole desk."),
    )
    indicator = forms.ChoiceField(
        label=_("Indicator"), required=False, help_text=_("Its figure before and after shows whether it worked.")
    )
    topic = forms.ModelChoiceField(
        label=_("Cause of complaints"), queryset=ComplaintTopic.objects.filter(in_use=True), required=False
    )
    field_order = ("why", "what", "agent", "indicator", "topic", "month", "owner", "due")

    def __init__(self, data: Any = None, *, account: Account, today: date, first: Any = None) -> None:
        super().__init__(data, account=account, today=today)
        self.initial = {**self.initial, **(first or {})}
        people = Person.objects.visible_to(account).exclude(pk=account.person_id)
        self.fields["agent"].queryset = people.in_chinese_order()  # type: ignore[attr-defined]
        names = sorted((say(one.name), code) for code, one in definitions().items())
        self.fields["indicator"].choices = [("", "–"), *((code, name) for name, code in names)]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """What was done, found or concluded."""

    words = forms.CharField(label=_("Note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ActForm(NoteForm):
    """What is made of it."""

    act = forms.ChoiceField(
        label=_("Conclusion"),
        choices=[
            ("standard", _("It works: make it the standard")),
            ("continue", _("Go on until another day")),
            ("close", _("Close it")),
        ],
        widget=forms.RadioSelect,
    )
    due = forms.DateField(label=_("Go on until"), widget=DayInput, required=False)
    field_order = ("act", "due", "words")
