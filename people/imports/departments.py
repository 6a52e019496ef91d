"""Import of departments: whose colleagues rate agents (SCORING §3)."""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from people.imports.structure import MESSAGES, CodedKind
from people.models import Department
from records.imports.fields import Field, FieldType
from records.imports.judging import Note
from records.imports.reading import Values
from records.imports.upserting import Columns

CODE = re.compile(r"[-a-zA-Z0-9_]+")


class Departments(CodedKind):
    """One row: a department."""

    code = "departments"
    label = _("Departments")
    model = Department
    fields = (
        Field(name="code", label=_("Department code"), type=FieldType.IDENTIFIER, required=True, max_length=40,
              example="maintenance", aliases=("部门编码", "部门编号"),
              help=_("Short and unique: letters, digits, hyphens.")),
        Field(name="name", label=_("Department"), required=True, max_length=60, example=_("Maintenance"),
              aliases=("部门", "部门名称")),
    )  # fmt: skip
    messages = {
        **MESSAGES,
        "not_a_code": _noop("A code has letters from a to z, digits, hyphens and underscores only."),
    }

    def check(self, values: Values, note: Note) -> None:
        """Addresses and files name departments by the code."""
        if not CODE.fullmatch(str(values["code"])):
            note.error("code", "not_a_code")

    def columns(self, values: Values) -> Columns:
        """Both of them."""
        return {"code": values["code"], "name": values["name"]}


KIND = Departments()
