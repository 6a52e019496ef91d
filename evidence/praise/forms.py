"""Bringing in praise, and the word on it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.forms import PastInstantField
from kpi_portal.lib import attachments
from people.models import Account, Person, Site

from .models import Praise
from .whom import praised_by

State = Praise.State


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), help_text=_("A PDF or a picture of at most 10 MB."))

    def clean_file(self) -> Any:
        """As it is kept."""
        return attachments.taken(self.cleaned_data["file"])


class BringForm(forms.Form):
    """Who is praised, how, by whom, for what; with a picture of it."""

    form = forms.ChoiceField(
        label=pgettext_lazy("praise", "Form"),
        choices=Praise.Form.choices,
        initial=Praise.Form.LETTER,
        widget=forms.RadioSelect,
    )
    agent = forms.ModelChoiceField(Person.objects.none(), label=_("Who is praised"))
    words = forms.CharField(
        label=_("What is praised"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As the letter or the banner says it."),
    )
    giver = forms.CharField(
        label=_("From whom"), max_length=100, required=False, help_text=_("Resident and room, or paper and date.")
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False)
    received_at = PastInstantField(label=pgettext_lazy("praise", "Received"), help_text=_("It decides the month."))
    file = forms.FileField(
        label=_("Picture or PDF"), required=False, help_text=_("Of at most 10 MB; more can be added afterwards.")
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {"agent": praised_by(account), "site": Site.objects.filter(is_active=True)}
        for name, among in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = among

    def clean_file(self) -> Any:
        """As it is kept."""
        file = self.cleaned_data["file"]
        return attachments.taken(file) if file else None

    def clean(self) -> dict[str, Any]:
        """The file as the verb takes it."""
        said = super().clean() or {}
        file = said.pop("file", None)
        return said | {"files": [file] if file else []}


class DecisionForm(forms.Form):
    """Confirm or not."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(State.CONFIRMED, pgettext_lazy("praise", "Confirm")), (State.DECLINED, _("Do not confirm"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where it is not confirmed; the agent reads it."),
    )
