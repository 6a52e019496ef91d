"""Import of checklists, one row per item: a list of which a row says something else gets its next version, and checks
that were made keep theirs."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.names import name_key
from records.imports.context import Counts, ImportContext
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow
from records.imports.matters import CHANGED, NEW, UNCHANGED
from records.imports.reading import Values
from records.imports.small_kinds import SmallKind
from records.models import Batch

from . import checklists
from .checklists import LONGEST, LONGEST_STANDARD, MOST_ITEMS
from .list_versions import next_version, take_back
from .models import Checklist

COLUMNS = {"weight": 1, "critical": False, "standard": "", "findings": []}
"""What an item says beside its words, and what it means where neither file nor known list say it."""


class Checklists(SmallKind):
    """One row: an item of a list. What the file says of a list is the whole list, in the order of its rows."""

    code = "checklists"
    verb = "evidence.manage_checklists"
    label = _("Checklists")
    fields = (
        Field(name="checklist", label=_("Name of the checklist"), required=True, max_length=60,
              example=_("Calls"), aliases=("检查表", "清单名称"),
              synonyms=("质检表", "表名", "模块", "类别")),
        Field(name="contact", label=_("Kind of contact"), type=FieldType.CHOICE, aliases=("接触方式",),
              choices={"phone": ("电话",), "desk": ("前台",), "visit": ("上门",), "written": ("书面",),
                       "mystery": ("神秘访客",)},
              labels=dict(Checklist.Contact.choices), help=_("Empty means any contact.")),
        Field(name="item", label=pgettext_lazy("checklist", "Item"), required=True, max_length=LONGEST,
              example=_("Lets the resident finish"), aliases=("检查内容", "检查项目"),
              synonyms=("考核项目", "评分项", "服务标准项", "考核内容")),
        Field(name="weight", label=pgettext_lazy("checklist", "Weight"), type=FieldType.INTEGER, minimum=1, maximum=99,
              aliases=("分值", "权数"), synonyms=("满分", "标准分", "分数"), help=_("Empty means 1.")),
        Field(name="critical", label=pgettext_lazy("checklist", "Critical"), type=FieldType.BOOLEAN,
              aliases=("关键", "否决项"), help=_("A failed critical item fails the whole check.")),
        Field(name="standard", label=pgettext_lazy("checklist", "Standard"), max_length=LONGEST_STANDARD,
              example="", aliases=("标准", "依据"), synonyms=("服务标准", "制度依据")),
        Field(name="findings", label=pgettext_lazy("checklist", "What may be found wanting"), max_length=3_000,
              example="", aliases=("扣分点", "扣分项"), synonyms=("扣分标准", "扣分细则", "评分标准"),
              help=_("One on each line of the cell, or parted by “；”.")),
        Field(name="in_use", label=_("Checks may begin with it"), type=FieldType.BOOLEAN, aliases=("启用",),
              help=_("Empty means yes.")),
        Field(name="version", label=pgettext_lazy("checklist", "Version"), type=FieldType.INTEGER, minimum=1,
              maximum=9999, aliases=("版次",),
              help=_("Of the list that was changed in the file; a list that went on since is refused.")),
    )  # fmt: skip
    messages = {
        "list_differs": _noop("Row %(first)s says something else of the same list; all its rows say the same."),
        "item_twice": _noop("Row %(first)s is this item too."),
        "too_many_items": _noop("A checklist has at most %(most)s items."),
        "list_went_on": _noop(
            "The file changes version %(version)s; the list is at version %(now)s, and says something else. Export it "
            "again and enter the change there."
        ),
        "items_left_out": _noop("The list says %(items)s too, and the file does not: the next version is without it."),
    }

    def key(self, values: Values) -> Hashable:
        """Told by `compare`, in words of a list."""
        return None

    def compare(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """What the rows of one list say of the list is one thing."""
        for group in _lists(rows):
            first, known = group[0], dict[str, int]()
            for row in group:
                before = known.setdefault(name_key(str(row.values["item"])), row.number)
                if before != row.number:
                    context.error(row.number, "item", "item_twice", value=row.values["item"], first=before)
                if any(row.values.get(name) != first.values.get(name) for name in ("contact", "in_use", "version")):
                    context.error(row.number, "checklist", "list_differs", first=first.number)
            if len(group) > MOST_ITEMS:
                context.error(group[MOST_ITEMS].number, "item", "too_many_items", most=MOST_ITEMS)

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """New lists, and the next version of those that changed."""
        counts = Counts()
        known = {name_key(each.name): each for each in Checklist.objects.select_for_update().filter(is_current=True)}
        for group in _lists(rows):
            counts += _store(context, known.get(name_key(str(group[0].values["checklist"]))), group)
        return counts

    def concerns(self, batch: Batch, person: int) -> bool:
        """A list is about nobody."""
        return False

    def undo(self, batch: Batch) -> int:
        """Take away the versions that the file made; those before are the latest again."""
        return take_back(batch)


def _lists(rows: Sequence[JudgedRow]) -> list[list[JudgedRow]]:
    """The rows of each list, in the order of the file."""
    found: dict[str, list[JudgedRow]] = {}
    for row in rows:
        found.setdefault(name_key(str(row.values["checklist"])), []).append(row)
    return list(found.values())


def _store(context: ImportContext, held: Checklist | None, rows: Sequence[JudgedRow]) -> Counts:
    before = {name_key(item["name"]): item for item in checklists.entries(held.items)} if held else {}
    items = [_item(row.values, before.get(name_key(str(row.values["item"])), {})) for row in rows]
    content = _of_the_list(rows[0].values, held) | {"items": [_kept(item) for item in items]}
    if held and all(getattr(held, name) == value for name, value in content.items()):
        context.telling.unchanged(row.number for row in rows)
        return Counts(unchanged=len(rows))
    version = rows[0].values.get("version")
    if held and version not in (None, held.version):
        context.error(rows[0].number, "version", "list_went_on", value=version, version=version, now=held.version)
        return Counts()
    gone = [item["name"] for key, item in before.items() if key not in {name_key(item["name"]) for item in items}]
    if gone:
        context.warning(rows[0].number, "item", "items_left_out", items="、".join(gone)[:200])
    next_version(held, content, context=context)
    return _told(context, rows, [before.get(name_key(item["name"])) for item in items], items, is_new=held is None)


def _item(values: Values, before: Mapping[str, Any]) -> dict[str, Any]:
    """An item by name; what the file has no column for stays as it is known."""
    said = {name: _said(values, name, before.get(name, usual), usual) for name, usual in COLUMNS.items()}
    return {"name": values["item"], **said}


def _said(values: Values, name: str, before: Any, usual: Any) -> Any:
    if name not in values:
        return before
    value = values[name]
    if name == "findings":
        text = str(value or "")
        parts = text.splitlines() if "\n" in text else text.replace(";", "；").split("；")
        return [part.strip()[:LONGEST] for part in parts if part.strip()]
    return usual if value is None else value


def _kept(item: Mapping[str, Any]) -> list[Any]:
    """As a list keeps an item: the last two are left out where there are none."""
    short = [item["name"], item["weight"], item["critical"]]
    return [*short, item["standard"], item["findings"]] if item["standard"] or item["findings"] else short


def _of_the_list(values: Values, held: Checklist | None) -> dict[str, Any]:
    in_use, contact = values.get("in_use"), values.get("contact")
    return {
        "name": held.name if held else values["checklist"],
        "contact": held.contact if held and "contact" not in values else contact or "",
        "in_use": held.in_use if held and "in_use" not in values else in_use is not False,
    }


def _told(
    context: ImportContext,
    rows: Sequence[JudgedRow],
    before: Sequence[Mapping[str, Any] | None],
    items: Sequence[Mapping[str, Any]],
    *,
    is_new: bool,
) -> Counts:
    """What becomes of each row; where no item differs, but the list itself or its order, the first."""
    told = list(zip(rows, before, items, strict=True))
    changed = [row for row, known, item in told if known and _kept(known) != _kept(item)]
    added = [row for row, known, _item in told if known is None]
    if not changed and not added and not is_new:
        changed = [rows[0]]
    for row in rows:
        matter = NEW if row in added else CHANGED if row in changed else UNCHANGED
        context.telling.row(row.number, matter, str(row.values["checklist"]))
    return Counts(created=len(added), changed=len(changed), unchanged=len(rows) - len(added) - len(changed))


KIND = Checklists()
