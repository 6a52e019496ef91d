"""Import of people (SCORING §1): who is scored or rates. Nobody gets a log-in by a file."""

from collections.abc import Hashable, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from people.directory import DirectoryKind
from people.models import Person
from records.imports.context import Counts, ImportContext
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from records.imports.upserting import Columns, Incoming, undo_rows, upsert
from records.models import Batch


class People(DirectoryKind):
    """One row: a person, found again by the staff number, else by the name.

    A person of that name who came in without staff number (by an import of orders) receives the number, with a
    warning. What the file has no column for stays as it is.
    """

    code = "people"
    verb = "records.import_evidence"
    label = _("People")
    fields = (
        Field(name="staff_number", label=_("Staff number"), type=FieldType.IDENTIFIER, max_length=40,
              aliases=("工号", "员工编号", "工号/编号"), help=_("Unique; leave it empty for people without one.")),
        Field(name="name", label=_("Name"), required=True, max_length=100, aliases=("姓名",)),
        Field(name="department", label=_("Department"), aliases=("部门",),
              help=_("Code or name of a department that exists.")),
        Field(name="is_active", label=_("Active"), type=FieldType.BOOLEAN, aliases=("在职",),
              help=_("No for those who left. Their history stays.")),
    )  # fmt: skip
    refers = {"department": "department"}
    messages = {
        "number_given": _noop("%(name)s was known without staff number and now has %(number)s."),
        "two_of_that_name": _noop(
            "%(count)s people of this name have no staff number; give them numbers in the portal."
        ),
    }

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find the departments, and each person that is known already as ``id``."""
        super().look_up(context, rows)
        numbers = {number: pk for number, pk in Person.objects.values_list("staff_number", "pk") if number}
        nameless: dict[str, list[int]] = {}
        for name, pk in Person.objects.filter(staff_number=None).values_list("name", "pk"):
            nameless.setdefault(name, []).append(pk)
        for row in rows:
            number, name = row.values.get("staff_number"), str(row.values["name"])
            known = [numbers[str(number)]] if number in numbers else nameless.get(name, [])
            if len(known) > 1:
                context.error(row.number, "name", "two_of_that_name", value=name, count=len(known))
            elif known and number and number not in numbers:
                context.warning(row.number, "staff_number", "number_given", value=number, name=name, number=number)
            row.values["id"] = known[0] if len(known) == 1 else None

    def key(self, values: Values) -> Hashable:
        """The staff number, else the name."""
        return values.get("staff_number") or ("name", values["name"])

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new people, change those who are known."""
        return upsert(context, Person, ("id",), [Incoming(row, _columns(row.values)) for row in rows])

    def undo(self, batch: Batch) -> int:
        """Delete those whom the batch added and to whom nothing refers; give the others their former values."""
        return undo_rows(batch, Person)


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
