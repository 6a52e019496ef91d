"""Import of buildings (楼栋): a name at its site, and whose it is (楼栋管家)."""

from collections.abc import Hashable
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.names import name_key
from people.imports.structure import StructureKind
from people.models import Building
from records.imports.fields import Field, FieldType
from records.imports.reading import Values
from records.imports.upserting import Columns


class Buildings(StructureKind):
    """One row: a building. What is known keeps its spelling; a column that the file has says whose it is."""

    code = "buildings"
    label = _("Buildings")
    model = Building
    fields = (
        Field(name="site", label=_("Site"), required=True, max_length=100, example=_("Lake Garden"),
              aliases=("项目编码", "项目名称", "项目", "小区"), help=_("Code or name of a site that exists.")),
        Field(name="name", label=_("Building"), required=True, max_length=60, example=_("Building 3"),
              aliases=("楼栋", "楼栋名称", "楼号"), help=_("As orders name it.")),
        Field(name="steward", label=_("Steward"), type=FieldType.IDENTIFIER, example="A012",
              aliases=("楼栋管家", "管家", "管家工号"),
              help=_("Staff number, or the name where it is unique. Orders of the building go to this agent.")),
        Field(name="deputy", label=_("Deputy steward"), type=FieldType.IDENTIFIER, example="A013",
              aliases=("代班", "代班管家"), help=_("Stands in on the steward's days away.")),
    )  # fmt: skip
    refers = {"site": "site", "steward": "person", "deputy": "person"}

    def called(self, values: Values) -> Hashable:
        """A site has a building once."""
        return values["site_id"], name_key(str(values["name"]))

    def columns(self, values: Values) -> Columns:
        """A known building keeps its spelling."""
        known: Any = values["known"]
        columns: Columns = {"site_id": values["site_id"], "name": known.name if known else values["name"]}
        return columns | {f"{who}_id": values[f"{who}_id"] for who in ("steward", "deputy") if who in values}


KIND = Buildings()
