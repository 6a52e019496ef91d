"""Everybody by the words that files and forms use for them: numbers and names, compared in their normal form."""

from __future__ import annotations

import difflib
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F

from kpi_portal.lib.names import alike_key, halves, identifier_key, name_and_number, name_key, near_key
from people.former_names import former_names
from people.models import FormerStaffNumber, Person

NEAR_NAMES = 0.75
"""From here on two names are near enough to ask; two characters of three do not suffice."""


@dataclass(slots=True)
class Known:
    """The people of the company, read once; who is made meanwhile is added."""

    names: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    _numbered: dict[str, int] = field(default_factory=dict)
    _named: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _near: dict[str, str] = field(default_factory=dict)
    _alike: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Known:
        """Everybody as they are now; a former number still means who had it."""
        known = cls()
        for pk, name, number in Person.objects.standing().values_list("pk", "name", "staff_number"):
            known.add(pk, name, number)
        for pk, number in FormerStaffNumber.objects.values_list(F("person_id"), F("number")):
            known._numbered.setdefault(identifier_key(number), pk)
        for pk, name in former_names():
            if pk in known.names:
                known._alike.setdefault(alike_key(name), known.names[pk])
        return known

    def add(self, pk: int, name: str, number: str | None = None) -> None:
        """One more person."""
        self.names[pk] = name
        self._named[name_key(name)].append(pk)
        self._alike.setdefault(alike_key(name), name)
        if number:
            self.numbers[pk] = number
            self._numbered[identifier_key(number)] = pk
            self._near[near_key(number)] = number

    def numbered(self, number: str) -> int | None:
        """Whose number this is, or was."""
        return self._numbered.get(identifier_key(number))

    def named(self, name: str) -> list[int]:
        """All of this name."""
        return self._named.get(name_key(name), [])

    def is_called(self, pk: int, name: str) -> bool:
        """Whether this is the person's name, in whatever spelling."""
        return name_key(self.names[pk]) == name_key(name)

    def without_number(self, word: str) -> list[int]:
        """Those of this name who have no number."""
        return [pk for pk in self.named(word) if pk not in self.numbers]

    def found_by(self, word: str) -> list[int]:
        """Whom a word may mean: who has this number, else those of this name; `王芳 (A002)` is who is both, else who is
        known by one of the two and without a number; `A001 王芳` is who is both."""
        numbered = self.numbered(word)
        if numbered is not None:
            return [numbered]
        parts = None if self.named(word) else name_and_number(word)
        if parts is None:
            return self.named(word) or self._side_by_side(word)
        name, number = parts
        numbered = self.numbered(number)
        if numbered is None:
            return self.without_number(name) or self.without_number(number)
        return [numbered] if self.is_called(numbered, name) else []

    def _side_by_side(self, word: str) -> list[int]:
        found = ((self.numbered(number), name) for number, name in halves(word))
        return next(([pk] for pk, name in found if pk is not None and self.is_called(pk, name)), [])

    def nearest_number(self, number: str) -> str | None:
        """A known number that differs by marks only: leading zeros, `#`, `.0`."""
        return self._near.get(near_key(number)) if any(char.isdigit() for char in number) else None

    def nearest(self, word: str, cutoff: float) -> str | None:
        """The known name or number that is most like a word: another spelling of it, else one that the word contains or
        is part of (李红（客服部）, 李红女士), else one that shares most letters."""
        key = name_key(word)
        found = self._alike.get(alike_key(word)) or self._around(key)
        if found is not None:
            return found
        words = [*self._named, *self.numbers.values()]
        close = next(iter(difflib.get_close_matches(key, words, n=1, cutoff=cutoff)), None)
        return self.names[self._named[close][0]] if close in self._named else close

    def _around(self, key: str) -> str | None:
        inside = (name for name in self._named if len(name) > 1 and (name in key or (len(key) > 1 and key in name)))
        longest = max(inside, key=len, default=None)
        return None if longest is None else self.names[self._named[longest][0]]
