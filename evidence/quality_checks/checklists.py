"""The company's own checklists: named lists of items, from which a check begins. A version that a check was made from
is never changed: another content is the next version, and both stay readable."""

import re
from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.names import name_key
from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account

from .models import Checklist
from .usual_checklists import USUAL
from .verbs import Item, Outcome

CRITICAL = re.compile(r"\s*(?:\(critical\)|（关键）|\(关键\)|!|！)\s*$", re.IGNORECASE)
WEIGHT = re.compile(r"\s+(\d{1,2})$")
MOST_ITEMS, LONGEST, LONGEST_STANDARD = 40, 120, 300
STANDARD, FINDING = ("§", "＃", "#"), ("-", "－", "·")


class Content(TypedDict):
    """What a list says; ``items`` as text, ``in_use``: whether checks may begin with it."""

    name: str
    items: str
    in_use: bool
    contact: NotRequired[str]


def read_items(text: str) -> list[list[Any]]:
    """One item a line: its words, then its weight (1 where none stands), then “!” where it is critical. Below it, a
    line that begins with “§” names the standard, and each that begins with “-” something that is found wanting.

    Raises Refused without items, with too many, and where one has no words or no weight.
    """
    found: list[list[Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith((*STANDARD, *FINDING)) and found:
            _add_to(found[-1], line)
        else:
            found.append(_item(line))
    if not 0 < len(found) <= MOST_ITEMS:
        raise Refused(
            _("A checklist has 1 to %(most)s items, one on each line."),
            code="items",
            params={"most": MOST_ITEMS},
            field="items",
        )
    names = [name_key(item[0]) for item in found]
    if twice := next((item[0] for item in found if names.count(name_key(item[0])) > 1), None):
        raise Refused(_("“%(item)s” stands in the list twice."), code="twice", params={"item": twice}, field="items")
    return found


def _add_to(item: list[Any], line: str) -> None:
    item.extend(["", []][len(item) - 3 :])
    words = line[1:].strip()
    if line.startswith(STANDARD):
        item[3] = words[:LONGEST_STANDARD]
    elif words:
        item[4].append(words[:LONGEST])


def _item(line: str) -> list[Any]:
    words = CRITICAL.sub("", line)
    number = WEIGHT.search(words)
    name, weight = (words[: number.start()] if number else words), int(number[1]) if number else 1
    if not name or len(name) > LONGEST or weight < 1:
        raise Refused(
            _("“%(line)s” is no item: write its words, then its weight."),
            code="item",
            params={"line": line},
            field="items",
        )
    return [name, weight, words != line]


def entries(items: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """The items by name, for pages: ``name``, ``weight``, ``critical``, ``standard``, ``findings``."""
    names = ("name", "weight", "critical", "standard", "findings")
    return [dict(zip(names, (*item, *("", ())[len(item) - 3 :]), strict=True)) for item in items]


def written(items: Sequence[Sequence[Any]]) -> str:
    """As ``read_items`` reads them."""
    lines: list[str] = []
    for item in entries(items):
        lines.append(f"{item['name']} {item['weight']}{' !' if item['critical'] else ''}")
        lines += [f"  § {item['standard']}"] if item["standard"] else []
        lines += [f"  - {finding}" for finding in item["findings"]]
    return "\n".join(lines)


def items_of(checklist: Checklist) -> tuple[Item, ...]:
    """What the form of a check offers."""
    return tuple(
        Item(item["name"], Outcome.PASS, item["weight"], item["critical"], "", item["standard"])
        for item in entries(checklist.items)
    )


def findings_of(checklist: Checklist | None) -> list[tuple[str, ...]]:
    """What can be found wanting, item by item."""
    return [tuple(item["findings"]) for item in entries(checklist.items)] if checklist else []


def offered(wanted: str | None) -> tuple[list[Checklist], Checklist | None]:
    """The lists with which checks may begin, and the one that was asked for, else the first."""
    lists = list(Checklist.objects.filter(in_use=True, is_current=True))
    return lists, next((each for each in lists if str(each.pk) == wanted), lists[0] if lists else None)


@transaction.atomic
def save_checklist(*, by: Account | None, checklist: Checklist | None = None, **content: Unpack[Content]) -> Checklist:
    """A new list, or another content of one. Raises Refused."""
    values: dict[str, Any] = {"contact": "", **content, "items": read_items(content["items"])}
    held = checklist and Checklist.objects.select_for_update().get(pk=checklist.pk)
    if held and not held.is_current:
        raise Refused(_("There is a newer version of this checklist. Change that one."), code="older_version")
    others = Checklist.objects.filter(name=content["name"], is_current=True)
    if others.exclude(pk=held.pk if held else 0).exists():
        raise Refused(_("Another checklist has this name."), code="name_taken", field="name")
    if held is None:
        return audited_save.add(Checklist(**values), verb="evidence.save_checklist", by=by)
    return _next_version(held, values, by=by)


def _next_version(held: Checklist, values: dict[str, Any], *, by: Account | None) -> Checklist:
    """What was never used is changed; what was used stays, and its items and words move on in a new version."""
    same = all(getattr(held, name) == values[name] for name in ("name", "items", "contact"))
    if same or not (held.checks.exists() or held.batch_id):
        return audited_save.change(held, values, verb="evidence.save_checklist", by=by)
    audited_save.change(held, {"is_current": False, "in_use": False}, verb="evidence.save_checklist", by=by)
    return audited_save.add(Checklist(**values, version=held.version + 1), verb="evidence.save_checklist", by=by)


@transaction.atomic
def adopt_usual(*, by: Account | None) -> int:
    """Take over the five lists of the trade; a name that the company has stays as it is. Returns how many came."""
    known = set(Checklist.objects.filter(is_current=True).values_list("name", flat=True))
    new = [(contact, name, items) for contact, name, items in USUAL if name not in known]
    for contact, name, items in new:
        save_checklist(name=name, items=items, in_use=True, contact=contact, by=by)
    return len(new)
