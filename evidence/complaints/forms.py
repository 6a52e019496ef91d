"""Taking a complaint down, its steps, and what is decided about it."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.forms import PastInstantField, ReasonForm, agents_among
from kpi_portal.lib import attachments
from kpi_portal.lib.instant_input import InstantInput
from people.models import Account, Building, Department, Person, Site

from .models import Complaint, Severity, Verdict
from .topic_field import TopicField

SEVERITY_HELP = _("Major: somebody is hurt, the media know, or ten households complain. It has no 24 hours.")


class WordsForm(forms.Form):
    """Who complains, where, about what: all that no figure follows from."""

    words = forms.CharField(
        label=_("What the resident says"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In the resident's own words."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("Source channel"), choices=Complaint.Channel.choices)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False)
    building = forms.CharField(label=_("Building"), max_length=60, required=False)
    room = forms.CharField(label=_("Room"), max_length=200, required=False)
    resident = forms.CharField(label=_("Resident"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    topic = TopicField(required=False)
    wish = forms.CharField(label=_("What the resident wants"), max_length=300, required=False)
    about = forms.ModelChoiceField(
        Person.objects.none(), label=_("Complained about"), required=False,
        help_text=_("Where the resident names somebody: they neither close nor judge it."),
    )  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "site", Site.objects.visible_to(account).filter(is_active=True))
        _choose(self, "about", handlers_of(account))
        topic = self.fields["topic"]
        assert isinstance(topic, TopicField)
        topic.offer(self.initial.get("topic"))

    def clean(self) -> dict[str, Any]:
        """The building of the site by its name."""
        said = super().clean() or {}
        name, site = said.get("building"), said.get("site")
        if name and site is None and "site" not in self.errors:
            self.add_error("site", _("Choose the site of the building."))
        elif name:
            found = Building.objects.filter(site=site, name=name).first()
            said["building"] = found
            if found is None:
                self.add_error("building", _("This site has no building of this name."))
        else:
            said["building"] = None
        return said


class ReceiveForm(WordsForm):
    """A new complaint: quick on a phone, everything but the words may stay as it is."""

    severity = forms.ChoiceField(
        label=_("Severity"), choices=Severity.choices, initial=Severity.ORDINARY, widget=forms.RadioSelect,
        help_text=SEVERITY_HELP,
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=_("Public incident"), required=False, help_text=_("In the media or widely shared.")
    )
    handler = forms.ModelChoiceField(
        Person.objects.none(), label=_("Handled by"), required=False,
        help_text=_("Who soothes and solves; it counts for them."),
    )  # fmt: skip
    received_at = PastInstantField(label=_("Received"), help_text=_("It decides the month."))
    field_order = [
        "channel", "words", "site", "building", "room", "resident", "phone", "handler", "topic", "severity",
        "is_public", "received_at", "wish", "about",
    ]  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, account=account, **kwargs)
        channel = self.fields["channel"]
        channel.widget = forms.RadioSelect(choices=Complaint.Channel.choices)
        _choose(self, "handler", handlers_of(account))

    @property
    def has_more_errors(self) -> bool:
        """Whether something is wrong in what is folded away."""
        return any(name in self.errors for name in ("received_at", "topic", "wish", "about", "is_public"))


class StepForm(forms.Form):
    """What was done, and until when the resident hears again."""

    words = forms.CharField(
        label=_("What was said and done"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    promised_at = forms.DateTimeField(
        label=_("Promised by"), required=False, widget=InstantInput(), help_text=_("When the resident hears again.")
    )


class SolveForm(forms.Form):
    """Why, how it ended, and how it was solved."""

    topic = TopicField()
    is_resolved = forms.TypedChoiceField(
        label=_("Result"), choices=[("yes", _("Resolved")), ("no", _("Not resolved"))],
        coerce=lambda word: word == "yes", widget=forms.RadioSelect,
        help_text=_("Either can be closed; the success rate counts the resolved."),
    )  # fmt: skip
    words = forms.CharField(label=_("How it was solved"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, complaint: Complaint, **kwargs: Any) -> None:
        chosen = complaint.cause or complaint.category
        kwargs["initial"] = {"topic": chosen}
        super().__init__(*args, **kwargs)
        topic = self.fields["topic"]
        assert isinstance(topic, TopicField)
        topic.offer(chosen)


class CallBackForm(forms.Form):
    """How satisfied the resident is."""

    rating = forms.TypedChoiceField(
        label=_("Satisfaction"), coerce=int, choices=[(n, str(n)) for n in range(1, 6)], widget=forms.RadioSelect,
        help_text=_("1 and 2 re-open the complaint and need words."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What the resident says"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class JudgeForm(forms.Form):
    """Whose fault it was."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect)
    agent = forms.ModelChoiceField(
        Person.objects.none(), label=_("Upheld against"), required=False, help_text=_("Only where it is an agent.")
    )
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, help_text=_("Only where it is a department.")
    )
    words = forms.CharField(
        label=_("Ground"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person may read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "agent", agents_among(Person.objects.visible_to(account)).exclude(pk=account.person_id))


class HandOverForm(forms.Form):
    """Who handles it from now on."""

    handler = forms.ModelChoiceField(Person.objects.none(), label=_("Handled by"))
    words = forms.CharField(label=_("Reason"), max_length=500)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "handler", handlers_of(account))


class SeverityForm(ReasonForm):
    """Ordinary or major."""

    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, help_text=SEVERITY_HELP)
    is_public = forms.BooleanField(label=_("Public incident"), required=False)
    field_order = ["severity", "is_public", "reason"]


class TopicForm(forms.Form):
    """A category or cause."""

    name = forms.CharField(label=pgettext_lazy("category", "Name"), max_length=60)
    in_use = forms.BooleanField(label=_("Can be chosen"), required=False, initial=True)


def handlers_of(account: Account) -> Any:
    """Who can handle a complaint: the people with a log-in for it whom the account may see, else its own colleagues."""
    people = Person.objects.standing().filter(is_active=True)
    if account.has_perm("people.view"):
        return people.filter(Q(pk__in=Person.objects.visible_to(account))).in_chinese_order()
    teams = Person.objects.get(pk=account.person_id).postings.values("team_id")
    return people.filter(Q(pk=account.person_id) | Q(postings__team__in=teams)).distinct().in_chinese_order()


def _choose(form: forms.Form, name: str, among: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = among


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), help_text=_("A PDF or a picture of at most 10 MB."))

    def clean_file(self) -> Any:
        """As it is kept."""
        return attachments.taken(self.cleaned_data["file"])
