"""The form of a self-assessment: one block for each dimension of the plan, then the month as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kpi_portal.lib.rounding import plain
from scoring.models import PlanVersion, SelfAssessment
from scoring.plans import versions
from scoring.saying import say

from .verbs import Rated

LEVELS = (
    (1, pgettext_lazy("self-rating", "Far below")),
    (2, pgettext_lazy("self-rating", "Below")),
    (3, pgettext_lazy("self-rating", "As expected")),
    (4, pgettext_lazy("self-rating", "Above")),
    (5, pgettext_lazy("self-rating", "Far above")),
)
"""What a rating says, against what is expected."""
LONG = 2000


def level(rating: int | None) -> str:
    """The words of a rating; empty without one."""
    return str(dict(LEVELS).get(rating or 0, ""))


def _text(label: Any, help_text: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, max_length=LONG, required=False, widget=area)


@dataclass(frozen=True)
class Block:
    """The two fields of one dimension."""

    name: str
    weight: str
    rating: forms.BoundField
    words: forms.BoundField


class SelfAssessmentForm(forms.Form):
    """Nothing is required of a draft; the verb says what a submitted one lacks."""

    strengths = _text(gettext_lazy("What went well"), gettext_lazy("What should stay as it is."))
    obstacles = _text(
        gettext_lazy("What got in the way"),
        gettext_lazy("A system that was down, too few people, a case that was hard."),
    )
    uncounted = _text(
        gettext_lazy("What should be counted and is not"),
        gettext_lazy("Your supervisor reads it; it changes no figure by itself."),
    )
    link = forms.CharField(
        label=gettext_lazy("A link to it"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=gettext_lazy("The address of a page of this portal or of the company, from https:// on."),
    )

    def __init__(self, data: Any = None, *, plan: PlanVersion, kept: SelfAssessment | None = None) -> None:
        super().__init__(data, initial=_initial(kept))
        self.plan, self._dimensions = plan, versions.read(plan).dimensions
        for dimension in self._dimensions:
            name = say(dimension.name)
            self.fields[f"rating-{dimension.code}"] = forms.TypedChoiceField(
                label=name,
                choices=LEVELS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"words-{dimension.code}"] = forms.CharField(
                label=_("%(dimension)s in a sentence") % {"dimension": name},
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("In a sentence")}),
            )

    def blocks(self) -> Iterator[Block]:
        """For the page, in plan order."""
        for dimension in self._dimensions:
            yield Block(
                say(dimension.name),
                plain(dimension.weight),
                self[f"rating-{dimension.code}"],
                self[f"words-{dimension.code}"],
            )

    def clean_link(self) -> str:
        """An address that a browser can open, or a path of the portal."""
        link: str = self.cleaned_data["link"].strip()
        if not link or (link.startswith("/") and not link.startswith("//")):
            return link
        try:
            parts = urlsplit(link)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise forms.ValidationError(_("Write the whole address, from https:// on."), code="no_address")
        return link

    def clean(self) -> dict[str, Any]:
        """What the verb takes: the ratings together, by dimension."""
        found = super().clean() or {}
        ratings = {
            dimension.code: Rated(found.pop(f"rating-{dimension.code}", None), found.pop(f"words-{dimension.code}", ""))
            for dimension in self._dimensions
        }
        self.cleaned_data = found | {"ratings": ratings}
        return self.cleaned_data


def _initial(kept: SelfAssessment | None) -> dict[str, Any]:
    if kept is None:
        return {}
    told = {name: getattr(kept, name) for name in ("strengths", "obstacles", "uncounted", "link")}
    for each in kept.ratings.all():
        told[f"rating-{each.dimension}"], told[f"words-{each.dimension}"] = each.rating, each.words
    return told
