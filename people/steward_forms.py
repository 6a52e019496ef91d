"""What is asked about stewards of buildings and about days away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import DayInput
from people.models import Account, Building, Person, Posting, Site
from people.querysets import PersonQuerySet, chinese_order


def _people(people: PersonQuerySet) -> PersonQuerySet:
    return people.filter(is_active=True).order_by(chinese_order("name"))


class StewardForm(forms.Form):
    """Which buildings of one site are whose."""

    buildings = forms.ModelMultipleChoiceField(
        Building.objects.none(), label=_("Buildings"), widget=forms.CheckboxSelectMultiple
    )
    steward = forms.ModelChoiceField(
        Person.objects.none(), label=_("Steward"), required=False, empty_label=_("nobody: the desk decides")
    )
    deputy = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Deputy steward"),
        required=False,
        empty_label=_("nobody"),
        help_text=_("Stands in on days away for which nobody else was stated."),
    )

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posted = Posting.objects.of_agents().filter(site=site) | Posting.objects.of_agents().filter(site=None)
        people = _people(Person.objects.standing().filter(pk__in=posted.filter(last_day=None).values("person_id")))
        offered = {"buildings": site.buildings.all(), "steward": people, "deputy": people}
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        ordered = [(building.pk, building.name) for building in site.buildings_as_counted]
        self.fields["buildings"].choices = ordered  # type: ignore[attr-defined]


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who stands in."""

    person = forms.ModelChoiceField(Person.objects.none(), label=_("Who is away"))
    first_day = forms.DateField(label=_("First day"), widget=DayInput)
    last_day = forms.DateField(label=_("Last day"), widget=DayInput)
    substitute = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Who stands in"),
        required=False,
        empty_label=_("the deputy of each building"),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {"person": Person.objects.visible_to(account), "substitute": Person.objects.standing()}
        for name, people in asked.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = _people(people)
