"""Import of sites (SCORING §1): where residents live, and of which kind that is."""

from django.utils.translation import gettext_lazy as _

from people.directory import SITE_CODE_LENGTH
from people.imports.structure import CodedKind
from people.models import Site
from records.imports.fields import Field, FieldType
from records.imports.reading import Values
from records.imports.upserting import Columns

KINDS = {
    "residential": ("住宅", "普通住宅"),
    "premium": ("高端住宅",),
    "commercial": ("商业", "商业写字楼", "写字楼"),
}


class Sites(CodedKind):
    """One row: a site."""

    code = "sites"
    label = _("Sites")
    model = Site
    fields = (
        Field(name="code", label=_("Site code"), type=FieldType.IDENTIFIER, max_length=SITE_CODE_LENGTH, example="CH",
              aliases=("项目编码", "项目编号"),
              help=_("Short and unique, as in your other systems. Without one the name is the code.")),
        Field(name="name", label=_("Site name"), required=True, max_length=100, example=_("Lake Garden"),
              aliases=("项目名称", "项目", "小区", "小区名称")),
        Field(name="kind", label=_("Kind of the site"), type=FieldType.CHOICE, choices=KINDS,
              labels=dict(Site.Kind.choices), aliases=("项目类型", "业态"),
              help=_("It decides the plan. Empty means residential.")),
        Field(name="is_active", label=_("In use"), type=FieldType.BOOLEAN, aliases=("在用", "在管"),
              help=_("No for what was given up; its history stays. Empty means yes.")),
    )  # fmt: skip

    def columns(self, values: Values) -> Columns:
        """An empty cell leaves what is known."""
        known = values["known"]
        code = values.get("code") or (None if known else str(values["name"])[:SITE_CODE_LENGTH])
        said = {"code": code, "name": values["name"], "kind": values.get("kind"), "is_active": values.get("is_active")}
        return {name: value for name, value in said.items() if value is not None}


KIND = Sites()
