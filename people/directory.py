"""People and places by the words that files use for them: staff numbers, names, codes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from kpi_portal.lib.names import is_name, name_and_number, name_key, tidy, without_remark
from people import presumed
from people.known import NEAR_NAMES, Known
from people.models import Building, Department, Person, Site, Team
from records.imports.context import ImportContext
from records.imports.fields import Offered
from records.imports.judging import JudgedRow
from records.imports.small_kinds import SmallKind

SITE_CODE_LENGTH = 40
NEAR_ENOUGH_TO_ASK = 0.5


class Directory:
    """Everybody and every place, loaded once per file; what a profile allows is created at first sight."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._people = Known.read()
        self._sites = _by_words(Site.objects.values_list("pk", "name", "code"))
        self._teams = _by_words(Team.objects.values_list("pk", "name"))
        self._departments = _by_words(Department.objects.values_list("pk", "name", "code"))
        self._buildings = {
            (site, name_key(name)): pk for pk, site, name in Building.objects.values_list("pk", "site_id", "name")
        }
        self.named: set[int] = set()
        """Everybody whom a row of the file names."""

    def person(self, row: int, field: str, word: str) -> int | None:
        """Key of the person with this staff number, else this name. None, and an error, for nobody or several; None
        where the profile says that the word means nobody."""
        meant, may_be_made = self._meant("people", word)
        found = self._people.found_by(meant) if meant else []
        if len(found) == 1:
            self.named.add(found[0])
            return found[0]
        if found:
            self._context.error(row, field, "ambiguous_person", value=word, count=len(found))
            return None
        if not meant:
            return None
        if may_be_made and len(word) <= 100:
            name, number = name_and_number(word) or (tidy(word), "")
            if not any(char.isdigit() for char in number):
                name, number = tidy(word), ""  # 王芳(离职): what stands in brackets is no number
            return self._made_up(row, field, name, number) if self._is_name(row, field, word) else None
        self._unknown(row, field, word, "person", self._people.nearest(word, NEAR_ENOUGH_TO_ASK))
        return None

    def _made_up(self, row: int, field: str, name: str, number: str) -> int | None:
        """A new person of this name, and number where the word says both; one that is nearly known is made too, with a
        warning that names both. None, and an error, where the number is another one's."""
        known = self._people.numbered(number) if number else None
        if known is not None:
            self._context.error(
                row, field, "number_of_somebody", value=name, number=number, known=self._people.names[known]
            )
            return None
        near = self._people.nearest_number(number or name) or self._people.nearest(without_remark(name), NEAR_NAMES)
        if near is not None:
            self._context.warning(row, field, "near_person", value=name, nearest=near)
        person = Person.objects.create(name=name, staff_number=number or None, batch=self._context.batch)
        self._people.add(person.pk, name, number or None)
        self.named.add(person.pk)
        return person.pk

    def _meant(self, what: str, word: str) -> tuple[str, bool]:
        """What the profile says that a word of the file means, and whether it makes what is not known: it does where
        it lets all be made, or names this one by itself."""
        key = name_key(word.casefold())
        said = self._context.profile.names[what].get(key)
        if said is None:
            return word, what in self._context.profile.creates
        return said, name_key(said.casefold()) == key

    def name_of(self, person: int) -> str:
        """What somebody is called."""
        return self._people.names[person]

    def site(self, row: int, field: str, word: str) -> int | None:
        """Key of the site with this code or name."""
        meant, may_be_made = self._meant("sites", word)
        key = name_key(meant)
        if key not in self._sites and may_be_made and len(word) <= 100:
            if not self._is_name(row, field, word):
                return None
            word = tidy(word)
            code = word if len(word) <= SITE_CODE_LENGTH else f"{word[: SITE_CODE_LENGTH - 6]}-{len(self._sites)}"
            self._sites[key] = Site.objects.create(code=code, name=word, batch=self._context.batch).pk
        return self._found(row, field, (word, meant), "site", self._sites)

    def team(self, row: int, field: str, word: str) -> int | None:
        """Key of the team with this name."""
        meant, may_be_made = self._meant("teams", word)
        key = name_key(meant)
        if key not in self._teams and may_be_made and len(word) <= 100:
            if not self._is_name(row, field, word):
                return None
            self._teams[key] = Team.objects.create(name=tidy(word), batch=self._context.batch).pk
        return self._found(row, field, (word, meant), "team", self._teams)

    def department(self, row: int, field: str, word: str) -> int | None:
        """Key of the department with this code or name; files never create departments."""
        return self._found(row, field, (word, word), "department", self._departments)

    def building(self, site_id: int, name: str) -> int:
        """Key of a site's building, made where it does not exist: a building is only a name at its site."""
        key = (site_id, name_key(name))
        if key not in self._buildings:
            self._buildings[key] = Building.objects.create(
                site_id=site_id, name=tidy(name), batch=self._context.batch
            ).pk
        return self._buildings[key]

    def _is_name(self, row: int, field: str, word: str) -> bool:
        """Whether something may be made of this name; an error where it is none."""
        if is_name(word):
            return True
        self._context.error(row, field, "no_name", value=word, word=word)
        return False

    def _found(self, row: int, field: str, words: tuple[str, str], what: str, known: Mapping[str, int]) -> int | None:
        """The key under a word of the file, or rather what it means; None, and an error, where there is none; None for
        a word that means nothing."""
        word, meant = words
        found = known.get(name_key(meant))
        if found is None and meant:
            near = difflib.get_close_matches(name_key(word), list(known), n=1, cutoff=NEAR_ENOUGH_TO_ASK)
            self._unknown(row, field, word, what, next((self._spelled(what, known[key], key) for key in near), None))
        return found

    @staticmethod
    def _spelled(what: str, pk: int, key: str) -> str:
        """The word of something known, as somebody wrote it."""
        model: Any = {"site": Site, "team": Team, "department": Department}[what]
        place = model._default_manager.get(pk=pk)
        return next((word for word in (place.name, getattr(place, "code", "")) if name_key(word) == key), place.name)

    def _unknown(self, row: int, field: str, word: str, what: str, near: str | None) -> None:
        if near is not None:
            self._context.error(row, field, f"unknown_{what}_near", value=word, nearest=near)
        else:
            self._context.error(row, field, f"unknown_{what}", value=word)


def _by_words(rows: Iterable[Sequence[Any]]) -> dict[str, int]:
    """Key by each of the words of a row, in their normal form."""
    return {name_key(word): pk for pk, *words in rows for word in words}


def _people() -> list[str]:
    """`王芳 (A001)`, or the name alone."""
    found = Person.objects.standing().filter(is_active=True).in_chinese_order()
    pairs = found.values_list("name", "staff_number")
    return [f"{name} ({number})" if number else name for name, number in pairs]


OFFERED = {
    "person": Offered("people", "staff_number", _people),
    "site": Offered("sites", "name", lambda: Site.objects.filter(is_active=True).values_list("name", flat=True)),
    "team": Offered("teams", "name", lambda: Team.objects.filter(is_active=True).values_list("name", flat=True)),
    "department": Offered("departments", "name", lambda: Department.objects.values_list("name", flat=True)),
}
"""What a field names → the company's words for it."""


def offers(refers: Mapping[str, str]) -> dict[str, Offered]:
    """By field, where `refers` says what each names."""
    return {field: OFFERED[what] for field, what in refers.items()}


class DirectoryKind(SmallKind):
    """A small kind whose rows name people or places. `refers` says which field names what; the keys found stand in the
    row's values as `<field>_id` before `key` and `store` are asked (None where the field is empty)."""

    refers: ClassVar[Mapping[str, str]] = {}

    def offered(self) -> Mapping[str, Offered]:
        """What the fields name."""
        return offers(self.refers)

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find what the rows name."""
        directory = directory_of(context)
        finders: dict[str, Callable[[int, str, str], int | None]] = {
            "person": directory.person,
            "site": directory.site,
            "team": directory.team,
            "department": directory.department,
        }
        needed = {field.name for field in self.fields if field.required}
        for row in rows:
            for field, what in self.refers.items():
                word = row.values.get(field)
                found = row.values[f"{field}_id"] = finders[what](row.number, field, str(word)) if word else None
                if word and found is None and field in needed and row.number not in context.bad_rows:
                    context.error(row.number, field, "missing", value=word)

    def after(self, context: ImportContext) -> None:
        """Presumed postings follow what was stored about the people of the file."""
        presumed.settle(directory_of(context).named)


def directory_of(context: ImportContext) -> Directory:
    """The one directory of a file, shared by the kinds that read it."""
    return context.shared(Directory)
