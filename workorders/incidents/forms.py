"""What is asked about an incident."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.instant_input import InstantInput
from people.models import Building, Site
from workorders.models import Incident, OrderCategory


class WordsForm(forms.Form):
    """What residents were told."""

    words = forms.CharField(
        label=_("What the residents were told"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ChangeForm(forms.Form):
    """What may turn out differently while it lasts."""

    expected_at = forms.DateTimeField(label=_("Expected to end"), required=False, widget=InstantInput)
    words = forms.CharField(
        label=_("Words for the residents"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Copied into the residents' groups; who takes a call reads it from here."),
    )


class IncidentForm(ChangeForm):
    """What failed, where, since when, and which orders belong to it."""

    kind = forms.ChoiceField(label=_("What failed"), choices=Incident.Kind.choices, widget=forms.RadioSelect)
    buildings = forms.ModelMultipleChoiceField(
        Building.objects.none(), label=_("Buildings"), widget=forms.CheckboxSelectMultiple
    )
    categories = forms.MultipleChoiceField(
        label=_("Orders of these categories go with it"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that came in since it began, and those that come in while it lasts."),
    )
    begins_at = forms.DateTimeField(label=_("Since"), widget=InstantInput)
    field_order = ("kind", "buildings", "begins_at", "expected_at", "categories", "words")

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        buildings, categories = self.fields["buildings"], self.fields["categories"]
        assert isinstance(buildings, forms.ModelMultipleChoiceField)
        assert isinstance(categories, forms.MultipleChoiceField)
        buildings.queryset = site.buildings.all()
        buildings.choices = [(building.pk, building.name) for building in site.buildings_as_counted]
        names = OrderCategory.objects.filter(in_use=True).values_list("name", flat=True)
        categories.choices = [(name, name) for name in names]
