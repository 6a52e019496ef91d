"""People and places by the words that files use for them: staff numbers, names, codes."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from people.models import Building, Department, Person, Posting, Site, Team
from records.imports.context import ImportContext
from records.imports.judging import JudgedRow
from records.imports.small_kinds import SmallKind

SITE_CODE_LENGTH = 40


class Directory:
    """Everybody and every place, loaded once per file; what a profile allows is created at first sight."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._creates = context.profile.creates
        self._people: dict[str, set[int]] = defaultdict(set)
        for pk, name, staff_number in Person.objects.values_list("pk", "name", "staff_number"):
            self._people[name].add(pk)
            if staff_number:
                self._people[staff_number] = {pk}
        self._sites = {word: pk for pk, *words in Site.objects.values_list("pk", "name", "code") for word in words}
        self._teams = {name: pk for pk, name in Team.objects.values_list("pk", "name")}
        self._departments = {
            word: pk for pk, *words in Department.objects.values_list("pk", "name", "code") for word in words
        }
        self._buildings = {(site, name): pk for pk, site, name in Building.objects.values_list("pk", "site_id", "name")}
        self.new_people: set[int] = set()

    def person(self, row: int, field: str, word: str) -> int | None:
        """Key of the person with this staff number, else this name. None, and an error, for nobody or several."""
        found = self._people.get(word)
        if found and len(found) == 1:
            return next(iter(found))
        if found:
            self._context.error(row, field, "ambiguous_person", value=word, count=len(found))
            return None
        if "people" in self._creates and len(word) <= 100:
            person = Person.objects.create(name=word, batch=self._context.batch)
            self._people[word] = {person.pk}
            self.new_people.add(person.pk)
            return person.pk
        self._unknown(row, field, word, self._people)
        return None

    def site(self, row: int, field: str, word: str) -> int | None:
        """Key of the site with this code or name."""
        if word in self._sites:
            return self._sites[word]
        if "sites" in self._creates and len(word) <= 100:
            code = word if len(word) <= SITE_CODE_LENGTH else f"{word[: SITE_CODE_LENGTH - 6]}-{len(self._sites)}"
            self._sites[word] = Site.objects.create(code=code, name=word, batch=self._context.batch).pk
            return self._sites[word]
        self._unknown(row, field, word, self._sites)
        return None

    def team(self, row: int, field: str, word: str) -> int | None:
        """Key of the team with this name."""
        if word in self._teams:
            return self._teams[word]
        if "teams" in self._creates and len(word) <= 100:
            self._teams[word] = Team.objects.create(name=word, batch=self._context.batch).pk
            return self._teams[word]
        self._unknown(row, field, word, self._teams)
        return None

    def department(self, row: int, field: str, word: str) -> int | None:
        """Key of the department with this code or name; files never create departments."""
        if word in self._departments:
            return self._departments[word]
        self._unknown(row, field, word, self._departments)
        return None

    def building(self, site_id: int, name: str) -> int:
        """Key of a site's building, made where it does not exist: a building is only a name at its site."""
        key = (site_id, name)
        if key not in self._buildings:
            self._buildings[key] = Building.objects.create(site_id=site_id, name=name).pk
        return self._buildings[key]

    def post_new_people(self, first_days: Mapping[int, date]) -> None:
        """Give each person created here one company-wide agent posting, open-ended from the first day of the month of
        the earliest fact (SCORING §7), but after the last final month: who was not known then has no card there."""
        final = [record.month.next.first_day for record in self._context.closed]
        Posting.objects.bulk_create(
            Posting(person_id=pk, first_day=max([day.replace(day=1), *final]), batch=self._context.batch)
            for pk, day in first_days.items()
            if pk in self.new_people
        )

    def _unknown(self, row: int, field: str, word: str, known: Mapping[str, object]) -> None:
        subject = {"person": self._people, "site": self._sites, "team": self._teams}
        name = next((name for name, words in subject.items() if words is known), "department")
        near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
        if near:
            self._context.error(row, field, f"unknown_{name}_near", value=word, nearest=near[0])
        else:
            self._context.error(row, field, f"unknown_{name}", value=word)


class DirectoryKind(SmallKind):
    """A small kind whose rows name people or places. `refers` says which field names what; the keys found stand in the
    row's values as `<field>_id` before `key` and `store` are asked (None where the field is empty)."""

    refers: ClassVar[Mapping[str, str]] = {}

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find what the rows name."""
        directory = directory_of(context)
        finders: dict[str, Callable[[int, str, str], int | None]] = {
            "person": directory.person,
            "site": directory.site,
            "team": directory.team,
            "department": directory.department,
        }
        for row in rows:
            for field, what in self.refers.items():
                word = row.values.get(field)
                row.values[f"{field}_id"] = finders[what](row.number, field, str(word)) if word else None


def directory_of(context: ImportContext) -> Directory:
    """The one directory of a file, shared by the kinds that read it."""
    found = context.shared.get("directory")
    if not isinstance(found, Directory):
        found = context.shared["directory"] = Directory(context)
    return found
