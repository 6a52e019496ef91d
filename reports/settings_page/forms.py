"""Forms of the groups that belong to no other room: the company's face, its clock."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from people import time_zone
from records import months
from reports.inbox.forms import HOURS
from reports.inbox.models import MessageDefaults, MessageSettings

COMMON = (
    ("Asia/Shanghai", _("China (Beijing time)")),
    ("Asia/Hong_Kong", _("Hong Kong")),
    ("Asia/Macau", _("Macau")),
    ("Asia/Taipei", _("Taipei")),
    ("Asia/Urumqi", _("Ürümqi (two hours behind Beijing)")),
    ("Asia/Singapore", _("Singapore")),
    ("Asia/Kuala_Lumpur", _("Kuala Lumpur")),
    ("Asia/Bangkok", _("Bangkok")),
    ("Asia/Tokyo", _("Tokyo")),
    ("Asia/Dubai", _("Dubai")),
    ("Europe/London", _("London")),
    ("UTC", _("Coordinated universal time")),
)
"""What most companies need; another zone is kept where one holds already."""


class BrandForm(forms.Form):
    """Name, mark, colour."""

    name = forms.CharField(label=_("Company name"), max_length=100)
    brand_mark = forms.CharField(
        label=_("Mark"),
        max_length=2,
        required=False,
        help_text=_("One or two characters in the tile beside the name; empty: the first of the name."),
    )
    brand_color = forms.RegexField(
        r"^#[0-9a-f]{6}$",
        label=_("Colour"),
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Where it could not be read on light or dark ground it is shown darker or lighter."),
    )

    def __init__(self, data: Any = None) -> None:
        company = months.company()
        held = {"name": company.name, "brand_mark": company.brand_mark, "brand_color": company.brand_color}
        super().__init__(data, initial=held)


class MessageDefaultsForm(forms.Form):
    """As everybody chooses for themselves (``reports.inbox.forms``)."""

    how = forms.ChoiceField(label=_("When mail is written"), choices=MessageSettings.How.choices)
    hour = forms.TypedChoiceField(label=_("Daily mail at"), choices=HOURS, coerce=int)
    quiet_from = forms.TypedChoiceField(label=_("Quiet from"), choices=HOURS, coerce=int)
    quiet_until = forms.TypedChoiceField(label=_("Quiet until"), choices=HOURS, coerce=int)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial=MessageDefaults.chosen())


class ZoneForm(forms.Form):
    """One choice."""

    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, data: Any = None) -> None:
        zones = months.Zones()
        month = time_zone.begins_with(zones)
        held = zones.of(month).key
        super().__init__(data, initial={"time_zone": held})
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        known = [(key, label) for key, label in COMMON if key in available_timezones()]
        field.choices = known if held in dict(known) else [(held, held), *known]
        field.help_text = _("A change holds from %(month)s on; earlier months keep their clock.") % {"month": month}
