"""A list narrowed to certain people by its address: how a page that counted rows leads to exactly those rows."""

from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet

BETWEEN, NOBODY = ".", "0"


def asked_for(people: Iterable[int]) -> str:
    """The words for the address: ``people=12.15``."""
    return f"people={BETWEEN.join(str(key) for key in sorted(people)) or NOBODY}"


class OfPeople(django_filters.FilterSet):
    """Rows of the people with these keys; what is no key names nobody."""

    whose: ClassVar[str] = "agent"
    people = django_filters.CharFilter(method="of_people", max_length=4000, widget=forms.HiddenInput)

    def of_people(self, rows: QuerySet[Any], name: str, keys: str) -> QuerySet[Any]:
        """Of nobody else."""
        return rows.filter(**{f"{self.whose}__in": _keys(keys)}).distinct()

    @property
    def people_asked_for(self) -> int:
        """How many people the address names."""
        return len(_keys(self.form["people"].value() or ""))


def _keys(text: str) -> set[int]:
    return {int(key) for key in text.split(BETWEEN) if key.isdecimal() and len(key) < 10}
