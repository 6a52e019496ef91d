"""What people type about evidence. The verbs refuse; these forms say it at the field."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.models import QualityItem, Suggestion, TrainingAttendance
from evidence.quality_checks import Item
from evidence.ratings import HIGHEST, LOWEST
from people.models import Account, Person, Site
from people.querysets import PersonQuerySet

SCORES = [(str(number), str(number)) for number in range(int(LOWEST), int(HIGHEST) + 1)]


class InstantInput(forms.DateTimeInput):
    """The browser's own calendar and clock; the company's zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class PastInstantField(forms.DateTimeField):
    """An instant that is not in the future."""

    widget = InstantInput

    def clean(self, value: Any) -> Any:
        instant: datetime | None = super().clean(value)
        if instant is not None and instant > timezone.now():
            raise forms.ValidationError(_("This lies in the future."))
        return instant


class ReasonForm(forms.Form):
    """Why something is excluded, included again or corrected."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ChecklistForm(forms.Form):
    """The items of a check, each passed, failed or not applicable."""

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
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

    def item_fields(self) -> list[BoundField]:
        """The items, for the template."""
        return [self[f"item-{position}"] for position in range(len(self.checklist))]

    def contact_fields(self) -> list[BoundField]:
        """What comes before the items."""
        return [self[name] for name in ("agent", "contact_at", "site") if name in self.fields]

    def last_fields(self) -> list[BoundField]:
        """What comes after them."""
        return [self[name] for name in ("note", "reason") if name in self.fields]

    def items_as_checked(self) -> list[Item]:
        """The items with the outcomes chosen."""
        chosen = (self.cleaned_data[f"item-{position}"] for position in range(len(self.checklist)))
        return [item._replace(outcome=outcome) for item, outcome in zip(self.checklist, chosen, strict=True)]


class CheckForm(ChecklistForm):
    """A new check of a contact."""

    agent = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Agent"))
    contact_at = PastInstantField(label=gettext_lazy("Contact at"))
    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Site"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents, sites = self.fields["agent"], self.fields["site"]
        assert isinstance(agents, forms.ModelChoiceField)
        assert isinstance(sites, forms.ModelChoiceField)
        agents.queryset = agents_of(account)
        sites.queryset = Site.objects.visible_to(account)


class CheckCorrectionForm(ChecklistForm, ReasonForm):
    """Other outcomes, with the reason."""


class SuggestionForm(forms.Form):
    """An agent's idea."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What should change, and what would be better"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DecisionForm(ReasonForm):
    """Adopt or decline."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[choice for choice in Suggestion.Decision.choices if choice[0] != Suggestion.Decision.PENDING],
        widget=forms.RadioSelect,
    )
    field_order = ["decision", "reason"]


class SessionForm(forms.Form):
    """A training session."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    held_at = PastInstantField(label=gettext_lazy("Held at"))
    has_exam = forms.BooleanField(label=gettext_lazy("With an exam"), required=False)


class SessionCorrectionForm(SessionForm, ReasonForm):
    """The same session with other words, with the reason."""

    field_order = ["title", "held_at", "has_exam", "reason"]


class ResitForm(forms.Form):
    """One more attempt at an exam."""

    agent = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Agent"))
    score = forms.DecimalField(
        label=gettext_lazy("Marks"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )

    def __init__(self, data: Any = None, *, agents: PersonQuerySet) -> None:
        super().__init__(data, prefix="resit")
        choice = self.fields["agent"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = agents


class AttendanceForm(forms.Form):
    """One agent's row on a session's sheet."""

    status = forms.ChoiceField(label=gettext_lazy("Attendance"), required=False)
    score = forms.DecimalField(
        label=gettext_lazy("Marks"),
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=2,
    )

    def __init__(self, data: Any = None, *, agent: Person, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=f"agent-{agent.pk}", initial=initial)
        self.agent = agent
        nobody = [] if self.initial.get("status") else [("", _("Not invited"))]
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [*nobody, *TrainingAttendance.Status.choices]
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = f"{agent}: {self.fields[name].label}"


class RatingForm(forms.Form):
    """One agent on a colleague's screen."""

    rating = forms.ChoiceField(label=gettext_lazy("Rating"), choices=SCORES, required=False, widget=forms.RadioSelect)
    comment = forms.CharField(label=gettext_lazy("Comment"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, agent: Person, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=f"agent-{agent.pk}", initial=initial)
        self.agent = agent
        self.fields["comment"].widget.attrs["aria-label"] = f"{agent}: {_('Comment')}"
        self.fields["comment"].widget.attrs["placeholder"] = _("Comment (optional)")


def agents_of(account: Account) -> PersonQuerySet:
    """The agents, present and former, whom an account may see."""
    people = Person.objects.visible_to(account).filter(pk__in=Person.objects.filter(postings__post="agent"))
    return people.in_chinese_order()
