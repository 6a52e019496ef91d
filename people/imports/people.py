"""Import of people (SCORING §1): who is scored or rates. Nobody gets a log-in by a file."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.names import identifier_key, name_key, tidy
from people import presumed
from people.directory import DirectoryKind
from people.known import Known
from people.models import Person
from records.imports.context import Counts, ImportContext
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import Columns, Incoming, rows_concern, undo_rows, upsert
from records.models import Batch


class People(DirectoryKind):
    """One row: a person, found again by the staff number, else by the name.

    A person of that name who came in without staff number (by an import of orders) receives the number, with a
    warning; two rows that would take the same person are both refused. A number is never handed on: a known one with
    another name is refused unless the row says the former name too. What the file has no column for stays as it is.
    """

    code = "people"
    verb = "records.import_evidence"
    label = _("People")
    fields = (
        Field(name="staff_number", label=_("Staff number"), type=FieldType.IDENTIFIER, max_length=40, example="A012",
              aliases=("工号", "员工编号", "工号/编号"), help=_("Unique; leave it empty for people without one.")),
        Field(name="name", label=_("Name"), required=True, max_length=100, example=_("Wang Fang"), aliases=("姓名",)),
        Field(name="former_name", label=_("Former name"), max_length=100, aliases=("曾用名", "原姓名"),
              help=_("For somebody whose name changed: the name under which the number is known.")),
        Field(name="department", label=_("Department"), example=_("Maintenance"), aliases=("部门",),
              help=_("Code or name of a department that exists.")),
        Field(name="is_active", label=_("Active"), type=FieldType.BOOLEAN, aliases=("在职",),
              help=_("No for those who left. Their history stays.")),
    )  # fmt: skip
    refers = {"department": "department"}
    messages = {
        "number_given": _noop("%(name)s was known without staff number and now has %(number)s."),
        "name_given": _noop("Other files named somebody “%(number)s”; that is %(name)s now."),
        "known_twice": _noop(
            "Other files named somebody “%(name)s” and somebody “%(number)s”: two people whose facts would have to be "
            "put together. Undo the import that made up one of the two, import this file, then that one again."
        ),
        "several_of_that_name": _noop("%(count)s people have this name; give the staff number too."),
        "number_of_another": _noop(
            "The number is %(known)s's, and numbers are not handed on. If %(known)s has a new name, put the former one "
            "into a column “Former name”, or change it on the person's page; a new person needs a number of their own."
        ),
        "another_person": _noop("This is another person than %(known)s, whose number it is; the row is left out."),
        "former_number": _noop("This is a former number of %(known)s, who keeps %(number)s."),
        "near_number": _noop("Number %(near)s is known too and differs by case, zeros or marks only; is it the same?"),
        "same_name": _noop(
            "%(name)s is known with number %(known)s; this is a second person of that name. If it is the same one with "
            "a new number, undo the import and give %(known)s the new number on the person's page: the former one "
            "still means who had it."
        ),
        "claimed_twice": _noop(
            "%(count)s rows of the file would be the one %(known)s who is known without staff number. Say on the "
            "person's page which number that is, then import again."
        ),
    }

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find the departments, and each person that is known already as ``id``."""
        super().look_up(context, rows)
        known = Known.read()
        for row in rows:
            row.values["name"] = tidy(str(row.values["name"]))
            number = str(row.values.get("staff_number") or "")
            row.values["id"] = _numbered(context, row, known, number) if number else _named(context, row, known)

    def key(self, values: Values) -> Hashable:
        """The staff number, else the name; nothing for a row that is left out."""
        if values.get("left_out"):
            return None
        number = values.get("staff_number")
        return identifier_key(str(number)) if number else ("name", name_key(str(values["name"])))

    def compare(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Two rows that would take the same known person are both refused: nobody could say whose the other is. So is a
        row without number beside another of the same name: whom it means could not be said the next time."""
        rows = [row for row in rows if not row.values.get("left_out")]
        claims = Counter(row.values["id"] for row in rows)
        names = Counter(name_key(str(row.values["name"])) for row in rows)
        for row in rows:
            name, known = row.values["name"], row.values["id"]
            of_that_name = names[name_key(str(name))]
            if known is not None and claims[known] > 1:
                context.error(row.number, "name", "claimed_twice", value=name, known=name, count=claims[known])
            elif of_that_name > 1 and not row.values.get("staff_number"):
                context.error(row.number, "name", "several_of_that_name", value=name, count=of_that_name)

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new people, change those who are known. Whom another import only named is stated here, and stays when
        that one is undone."""
        left_out = [row.number for row in rows if row.values.get("left_out")]
        context.telling.left_out(left_out)
        departments: dict[object, int | None] = dict(Person.objects.values_list("pk", "department_id"))
        named = set(presumed.only_named().values_list("pk", flat=True))
        incoming = [
            Incoming(row, _columns(row.values), _moved(row.values, departments))
            for row in rows
            if not row.values.get("left_out")
        ]
        for row in incoming:
            if row.columns["id"] in named:
                row.columns["batch_id"] = context.batch.pk
        return Counts(unchanged=len(left_out)) + upsert(context, Person, ("id",), incoming)

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether it added or changed this person, the department with it."""
        return rows_concern(batch, Person.objects.filter(pk=person))

    def undo(self, batch: Batch) -> int:
        """Delete those whom the batch added and to whom nothing refers; give the others their former values."""
        return undo_rows(batch, Person)


def _numbered(context: ImportContext, row: JudgedRow, known: Known, number: str) -> int | None:
    """The person whom the row's number means, else the one of that name who has none."""
    name = str(row.values["name"])
    found = known.numbered(number)
    if found is None:
        return _without_number(context, row, known, number)
    if not known.is_called(found, name) and not known.is_called(found, str(row.values.get("former_name") or "")):
        said = context.profile.staff_numbers.get(name_key(f"{number} {name}".casefold()))
        if said == "left_out":
            row.values["left_out"] = True
            context.warning(row.number, "staff_number", "another_person", value=number, known=known.names[found])
            return None
        if said != "renamed":
            params = {"known": known.names[found], "name": name}
            context.error(row.number, "staff_number", "number_of_another", value=number, **params)
    kept = row.values["staff_number"] = known.numbers.get(found, number)
    if identifier_key(kept) != identifier_key(number):
        context.warning(row.number, "staff_number", "former_number", value=number, known=name, number=kept)
    return found


def _without_number(context: ImportContext, row: JudgedRow, known: Known, number: str) -> int | None:
    """The number is new: somebody of the name may be known without one, or with another."""
    name = str(row.values["name"])
    _warn_of_likeness(context, row, known, number)
    nameless, by_number = known.without_number(name), known.without_number(number)
    if len(nameless) > 1:
        context.error(row.number, "name", "several_of_that_name", value=name, count=len(nameless))
    if nameless and by_number and nameless != by_number:
        context.error(row.number, "staff_number", "known_twice", value=number, name=name, number=number)
    if by_number:
        context.warning(row.number, "staff_number", "name_given", value=number, name=name, number=number)
    elif len(nameless) == 1:
        context.warning(row.number, "staff_number", "number_given", value=number, name=name, number=number)
    return next(iter([*by_number, *nameless]), None)


def _warn_of_likeness(context: ImportContext, row: JudgedRow, known: Known, number: str) -> None:
    """A number or a name that is known in another way."""
    near, name = known.nearest_number(number), str(row.values["name"])
    if near is not None:
        context.warning(row.number, "staff_number", "near_number", value=number, near=near)
    others = [known.numbers[pk] for pk in known.named(name) if pk in known.numbers]
    if others and not known.without_number(name):
        context.warning(row.number, "name", "same_name", value=name, name=name, known=", ".join(others))


def _named(context: ImportContext, row: JudgedRow, known: Known) -> int | None:
    """A row without a number means who has the name."""
    found = known.named(str(row.values["name"]))
    if len(found) > 1:
        context.error(row.number, "name", "several_of_that_name", value=row.values["name"], count=len(found))
    return found[0] if len(found) == 1 else None


def _moved(values: Values, departments: Mapping[object, int | None]) -> object:
    """A change of department moves a figure: ratings by the own one do not count (SCORING §3)."""
    known = values["id"] in departments and "department" in values
    return values["id"] if known and departments[values["id"]] != values["department_id"] else None


def _columns(values: Values) -> Columns:
    columns: Columns = {"id": values["id"], "name": values["name"]}
    if values.get("staff_number"):
        columns["staff_number"] = values["staff_number"]
    if "department" in values:
        columns["department_id"] = values["department_id"]
    if values.get("is_active") is not None:
        columns["is_active"] = values["is_active"]
    return columns


KIND = People()
