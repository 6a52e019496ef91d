"""Import of teams (班组) and who leads them."""

from django.utils.translation import gettext_lazy as _

from people.imports.structure import StructureKind
from people.models import Team
from records.imports.fields import Field, FieldType
from records.imports.reading import Values
from records.imports.upserting import Columns


class Teams(StructureKind):
    """One row: a team. Its supervisor sees the cards of those posted to it, once the supervisor has a log-in."""

    code = "teams"
    label = _("Teams")
    model = Team
    fields = (
        Field(name="name", label=_("Team"), required=True, max_length=100, example=_("Front desk A"),
              aliases=("班组", "班组名称")),
        Field(name="supervisor", label=_("Supervisor of the team"), type=FieldType.IDENTIFIER, example="S001",
              aliases=("班组长工号", "班组长", "主管"),
              help=_("Staff number, or the name where it is unique. Sees the cards of everybody posted to the team.")),
        Field(name="is_active", label=_("In use"), type=FieldType.BOOLEAN, aliases=("在用",),
              help=_("No for what was given up; its history stays. Empty means yes.")),
    )  # fmt: skip
    refers = {"supervisor": "person"}

    def columns(self, values: Values) -> Columns:
        """A column that the file has says who leads, also that nobody does."""
        columns: Columns = {"name": values["name"]}
        if "supervisor" in values:
            columns["supervisor_id"] = values["supervisor_id"]
        if values.get("is_active") is not None:
            columns["is_active"] = values["is_active"]
        return columns


KIND = Teams()
