"""A check and its correction."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.forms import PastInstantField, ReasonForm, agents_among
from people.models import Account, Person, Site
from workorders.models import WorkOrder

from .known import near, told
from .models import QualityCheck, QualityItem
from .verbs import Item

CONTACT = ("agent", "contact_at", "order", "call", "site")
"""What is asked of a contact that no sample drew."""


class ChecklistForm(forms.Form):
    """The items of a check, each passed, failed or not applicable."""

    def __init__(
        self, *args: Any, items: Sequence[Item], findings: Sequence[Sequence[str]] = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.checklist = items
        for position, item in enumerate(items):
            self.fields[f"item-{position}"] = forms.ChoiceField(
                label=item.name,
                choices=QualityItem.Outcome.choices,
                initial=item.outcome,
                widget=forms.RadioSelect,
                help_text=_("critical") if item.is_critical else "",
            )
        for position, known in enumerate(findings):
            if known:
                choices = [("", _("What was found")), *((words, words) for words in known)]
                self.fields[f"finding-{position}"] = forms.ChoiceField(
                    label=_("What was found: %(item)s") % {"item": items[position].name},
                    choices=choices,
                    required=False,
                )

    def item_fields(self) -> list[BoundField]:
        """The items, for the template."""
        return [self[f"item-{position}"] for position in range(len(self.checklist))]

    def rows(self) -> list[tuple[Item, BoundField, BoundField | None]]:
        """Each item with its field and that of what was found wanting."""
        named = [f"finding-{position}" for position in range(len(self.checklist))]
        found = [self[name] if name in self.fields else None for name in named]
        return list(zip(self.checklist, self.item_fields(), found, strict=True))

    def so_far(self) -> list[Item]:
        """The items that were answered, whatever else is missing: what the score is told from while filling."""
        outcomes = [self[f"item-{position}"].value() for position in range(len(self.checklist))]
        known = set(QualityItem.Outcome.values)
        pairs = zip(self.checklist, outcomes, strict=True)
        return [item._replace(outcome=outcome) for item, outcome in pairs if outcome in known]

    def known(self) -> str:
        """What the rater is told of a check that stands of nearly the same contact."""
        return ""

    def contact_fields(self) -> list[BoundField]:
        """What comes before the items."""
        return [self[name] for name in CONTACT if name in self.fields]

    def last_fields(self) -> list[BoundField]:
        """What comes after them."""
        names = ("recording", "time_mark", "note", "reason", "is_another")
        return [self[name] for name in names if name in self.fields]

    def items_as_checked(self) -> list[Item]:
        """The items with the outcomes chosen."""
        said = self.cleaned_data
        return [
            item._replace(outcome=said[f"item-{position}"], finding=said.get(f"finding-{position}", item.finding))
            for position, item in enumerate(self.checklist)
        ]


class CheckForm(ChecklistForm):
    """A new check of a contact."""

    agent = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Agent"))
    contact_at = PastInstantField(label=gettext_lazy("Contact at"))
    order = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Where the contact has one: so it is never counted twice."),
    )
    call = forms.CharField(
        label=gettext_lazy("Call number"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Of the recording, where the contact is of no order."),
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Site"), required=False)
    recording = forms.URLField(
        label=gettext_lazy("Link to the recording or video"), required=False, max_length=500, assume_scheme="https"
    )
    time_mark = forms.RegexField(
        r"^\d{1,2}(:[0-5]\d){1,2}$",
        label=gettext_lazy("At minute"),
        required=False,
        help_text=gettext_lazy("Minutes and seconds, like 2:35."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, account: Account, is_drawn: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents, sites = self.fields["agent"], self.fields["site"]
        assert isinstance(agents, forms.ModelChoiceField)
        assert isinstance(sites, forms.ModelChoiceField)
        for field in self.item_fields():
            field.field.initial = None  # nothing is passed before somebody looked
        self.account = account
        self.near: QualityCheck | None = None
        agents.queryset = agents_among(Person.objects.contacted(account))
        sites.queryset = Site.objects.visible_to(account)
        if is_drawn:  # the sample says whose and when
            for name in CONTACT:
                del self.fields[name]

    def known(self) -> str:
        """Told while filling, from what was typed so far."""
        typed = []
        for name in ("agent", "contact_at"):
            try:
                typed.append(self.fields[name].clean(self[name].value()))
            except (KeyError, forms.ValidationError):
                return ""
        found = near(*typed)
        return told(found) if found else ""

    def clean_order(self) -> WorkOrder | None:
        """The order with this number, of those that the account sees."""
        number = self.cleaned_data["order"].strip()
        orders = WorkOrder.objects.visible_to(self.account).filter(number__iexact=number)
        found = list(orders[:2]) if number else []
        if number and len(found) != 1:
            raise forms.ValidationError(_("There is no order with this number."))
        return found[0] if number else None

    def clean(self) -> dict[str, Any]:
        """A check of the same agent nearly at this time is asked about once: it may be the same contact."""
        said = super().clean() or self.cleaned_data
        is_named = said.get("order") or said.get("call")
        self.near = None if is_named else near(said.get("agent"), said.get("contact_at"))
        if self.near:
            self.fields["is_another"] = forms.BooleanField(label=_("It is another contact"), required=False)
            if not self.data.get("is_another"):
                self.add_error("is_another", told(self.near))
        return said


class SecondForm(ChecklistForm):
    """The same items, rated by somebody who sees none of the first outcomes."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.item_fields():
            field.field.initial = None


class CheckCorrectionForm(ChecklistForm, ReasonForm):
    """Other outcomes, with the reason."""
