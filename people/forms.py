"""What administrators and HR type about people. The verbs refuse; these forms only say it at the field."""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi_portal.lib.month_field import MonthField
from people.models import Account, Building, Department, LogInRules, Person, Posting, Role, Site, Team, UnpaidLeave
from people.part_time import FULL_TIME
from people.persons import kept_number
from people.querysets import chinese_order


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Name, staff number, department."""

    class Meta:
        model = Person
        fields = ("name", "staff_number", "department")
        labels = {"name": gettext_lazy("Full name")}
        help_texts = {"staff_number": gettext_lazy("Unique in the company; imports recognise people by it.")}

    def clean_staff_number(self) -> str | None:
        """As it is kept, and nobody else's."""
        number = kept_number(self.cleaned_data["staff_number"])
        if number and Person.objects.filter(staff_number__iexact=number).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody has this staff number already."))
        return number


class PersonChangeForm(PersonForm):
    """… and whether the person is still there."""

    class Meta(PersonForm.Meta):
        fields = ("name", "staff_number", "department", "is_active")  # type: ignore[assignment]
        labels = {
            "name": gettext_lazy("Full name"),
            "is_active": gettext_lazy("Works here; when unticked, the log-in is closed"),
        }


class RolesForm(forms.Form):
    """Which roles an account holds."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )


class AccountForm(RolesForm):
    """A log-in for somebody who has none."""

    username = forms.CharField(
        label=gettext_lazy("User name"), max_length=60, help_text=gettext_lazy("Staff number or mobile phone number.")
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("If given, the one-time link is mailed there too."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        required=False,
        choices=[("", gettext_lazy("the portal's")), *settings.LANGUAGES],
    )
    field_order = ("username", "email", "language", "roles")


class PostingForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Where somebody works, from when."""

    class Meta:
        model = Posting
        fields = ("post", "site", "team", "share", "first_day", "last_day")
        widgets = {"first_day": DayInput, "last_day": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site, team = self.fields["site"], self.fields["team"]
        self.fields["share"].required = False
        assert isinstance(site, forms.ModelChoiceField)
        assert isinstance(team, forms.ModelChoiceField)
        site.queryset, site.empty_label = Site.objects.filter(is_active=True), gettext_lazy("Whole company")
        team.queryset, team.empty_label = Team.objects.filter(is_active=True), gettext_lazy("No team")

    def clean_share(self) -> Decimal:
        """Full time where nothing is said."""
        share: Decimal | None = self.cleaned_data["share"]
        return FULL_TIME if share is None else share


class EndForm(forms.Form):
    """The last day of a posting."""

    last_day = forms.DateField(label=gettext_lazy("Last day (inclusive)"), widget=DayInput)


class LeaveForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """Days without pay."""

    class Meta:
        model = UnpaidLeave
        fields = ("first_day", "last_day", "reason")
        widgets = {"first_day": DayInput, "last_day": DayInput}

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if isinstance(first, datetime.date) and isinstance(last, datetime.date) and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        return cleaned


class BonusBaseForm(forms.Form):
    """Yuan a month, from a month on."""

    since = MonthField(label=gettext_lazy("From month"))
    amount = forms.DecimalField(
        label=gettext_lazy("Bonus base (yuan a month)"), min_value=0, max_digits=12, decimal_places=2
    )


class SiteForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    class Meta:
        model = Site
        fields = ("code", "name", "kind")
        help_texts = {"code": gettext_lazy("Short and unique, as in your other systems.")}
        error_messages = {"code": {"unique": gettext_lazy("Another site has this code.")}}


class SiteChangeForm(SiteForm):
    """… and whether it is still served."""

    class Meta(SiteForm.Meta):
        fields = ("code", "name", "kind", "is_active")  # type: ignore[assignment]


class BuildingForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    class Meta:
        model = Building
        fields = ("name",)


class TeamForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """A team and who leads it."""

    class Meta:
        model = Team
        fields = ("name", "supervisor")
        help_texts = {"supervisor": gettext_lazy("Sees the cards of everybody posted to the team.")}
        error_messages = {"name": {"unique": gettext_lazy("Another team has this name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supervisors = Account.objects.filter(roles__contains=[Role.SUPERVISOR], is_active=True)
        people = Person.objects.filter(pk__in=supervisors.values("person_id"))
        if self.instance.supervisor_id:
            people |= Person.objects.filter(pk=self.instance.supervisor_id)
        field = self.fields["supervisor"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = people.order_by(chinese_order("name"), "pk"), gettext_lazy("Nobody yet")


class TeamChangeForm(TeamForm):
    """… and whether it still exists."""

    class Meta(TeamForm.Meta):
        fields = ("name", "supervisor", "is_active")  # type: ignore[assignment]


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """A department that rates agents."""

    class Meta:
        model = Department
        fields = ("code", "name")
        error_messages = {
            "code": {"unique": gettext_lazy("Another department has this code.")},
            "name": {"unique": gettext_lazy("Another department has this name.")},
        }


class LogInRulesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when run
    """What the company asks of those who log in; saved by the verb, not by the form."""

    class Meta:
        model = LogInRules
        fields = ("second_factor_required",)
