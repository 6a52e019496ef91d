"""The form that takes ten seconds: two taps for the problem, the place as it is said, the rest optional."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Site
from workorders.models import Channel, OrderCategory
from workorders.photos.fields import MOST, PhotosField
from workorders.registering.places import Place, find_place
from workorders.registering.verbs import Problem, Request, Resident, priority_of

ORDINARY, URGENT = "ordinary", "urgent"
SOMETHING_ELSE = "else"


@dataclass(frozen=True)
class Group:
    """A category with its problems as the form offers them; ``chosen`` is open."""

    name: str
    problems: list[tuple[str, str, bool]]
    chosen: str
    is_emergency: bool = False


class SoFar(NamedTuple):
    """What was said of an order that is being entered."""

    site: Site | None
    place: Place
    category: str
    is_emergency: bool
    priority: str


def _problems(category: OrderCategory) -> list[tuple[str, str, bool]]:
    """Value, words, and whether it is an emergency; all of a category of emergencies are."""
    named = [(str(place), name, urgent) for place, (name, urgent) in enumerate(category.problems)]
    every = [*named, (SOMETHING_ELSE, _("Something else"), False)]
    return [(f"{category.pk}:{code}", name, bool(urgent or category.is_emergency)) for code, name, urgent in every]


class RegisterForm(forms.Form):
    """A resident's request. Without a tree of the company's own the problem is typed."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices, widget=forms.RadioSelect)
    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Site"), empty_label=None)
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "6-2-1103"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Resident's phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    resident = forms.CharField(
        label=gettext_lazy("Resident's name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    problem = forms.CharField(label=gettext_lazy("Problem"), required=False, max_length=60)
    subject = forms.CharField(label=gettext_lazy("What it is about"), required=False, max_length=300)
    description = forms.CharField(
        label=gettext_lazy("In the resident's words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"),
        choices=[(ORDINARY, gettext_lazy("Ordinary")), (URGENT, gettext_lazy("Urgent, please"))],
        initial=ORDINARY,
        widget=forms.RadioSelect,
    )
    photos = PhotosField(
        label=gettext_lazy("Pictures"), required=False, help_text=gettext_lazy("JPEG or PNG, at most 6 of 10 MB each.")
    )

    def __init__(self, *args: Any, sites: Sequence[Site], tree: Sequence[OrderCategory], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites, self.tree, self.most_photos = sites, tree, MOST
        field = self.fields["site"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Site.objects.filter(pk__in=[site.pk for site in sites]).prefetch_related("buildings")
        if len(sites) == 1:
            field.initial, field.widget = sites[0].pk, forms.HiddenInput()

    def groups(self) -> list[Group]:
        """The tree as the form shows it."""
        chosen = str(self["problem"].value() or "")
        return [
            Group(
                category.name,
                _problems(category),
                chosen if chosen.startswith(f"{category.pk}:") else "",
                category.is_emergency,
            )
            for category in self.tree
        ]

    def so_far(self) -> SoFar:
        """As far as it was said; nothing need be complete."""
        said = str(self["site"].value() or "")
        site = next((site for site in self.sites if str(site.pk) == said), None)
        words = str(self["place"].value() or "")[:120]
        place = find_place(site, words) if site and words.strip() else Place(None, "")
        group = next((group for group in self.groups() if group.chosen), None)
        urgent = group is not None and {value: urgent for value, _name, urgent in group.problems}.get(group.chosen)
        priority = priority_of(is_emergency=bool(urgent), is_urgent=self["urgency"].value() == URGENT)
        return SoFar(site, place, group.name if group else "", bool(urgent), priority)

    def clean(self) -> dict[str, Any]:
        """A problem of the tree, or words of its own."""
        cleaned: dict[str, Any] = super().clean() or {}
        known = {value: (group.name, name, urgent) for group in self.groups() for value, name, urgent in group.problems}
        category, name, emergency = known.get(cleaned.get("problem", ""), ("", "", False))
        if cleaned.get("problem", "").endswith(SOMETHING_ELSE):
            name = ""
        subject = cleaned.get("subject") or name or (category and cleaned.get("description", "")[:300])
        if self.tree and not category:
            self.add_error("problem", _("Choose a category and a problem."))
        elif not subject:
            self.add_error("description" if self.tree else "subject", _("Say in a few words what it is about."))
        self.problem_chosen = Problem(category, subject or "", bool(emergency))
        return cleaned

    def request(self) -> Request:
        """What was entered, for the verb."""
        said = self.cleaned_data
        return Request(
            channel=said["channel"],
            site=said["site"],
            place=find_place(said["site"], said["place"]),
            problem=self.problem_chosen,
            resident=Resident(said["resident"], said["phone"]),
            description=said["description"],
            is_urgent=said["urgency"] == URGENT,
            photos=said["photos"],
        )
