"""The company's own checklists: named lists of items, from which a check begins. A check keeps the words it was made
with, so changing a list changes no check."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people import audited_save
from people.models import Account

from .models import Checklist
from .verbs import Item, Outcome

CRITICAL = re.compile(r"\s*(?:\(critical\)|（关键）|\(关键\)|!|！)\s*$", re.IGNORECASE)
WEIGHT = re.compile(r"\s+(\d{1,2})$")
MOST_ITEMS, LONGEST = 40, 120


def read_items(text: str) -> list[list[object]]:
    """One item a line: its words, then its weight (1 where none stands), then “!” where it is critical.

    Raises Refused without items, with too many, and where one has no words or no weight.
    """
    found = [_item(line.strip()) for line in text.splitlines() if line.strip()]
    if not 0 < len(found) <= MOST_ITEMS:
        raise Refused(
            _("A checklist has 1 to %(most)s items, one on each line."),
            code="items",
            params={"most": MOST_ITEMS},
            field="items",
        )
    return found


def _item(line: str) -> list[object]:
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


def written(items: Sequence[Sequence[object]]) -> str:
    """As ``read_items`` reads them."""
    return "\n".join(f"{name} {weight}{' !' if critical else ''}" for name, weight, critical in items)


def items_of(checklist: Checklist) -> tuple[Item, ...]:
    """What the form of a check offers."""
    return tuple(Item(name, Outcome.PASS, weight, critical) for name, weight, critical in checklist.items)


@transaction.atomic
def save_checklist(
    *, name: str, items: str, in_use: bool, by: Account, checklist: Checklist | None = None
) -> Checklist:
    """A new list, or another content of one; ``in_use``: whether checks may begin with it. Raises Refused."""
    values = {"name": name, "items": read_items(items), "in_use": in_use}
    if Checklist.objects.filter(name=name).exclude(pk=(checklist and checklist.pk) or 0).exists():
        raise Refused(_("Another checklist has this name."), code="name_taken", field="name")
    if checklist is not None:
        return audited_save.change(checklist, values, verb="evidence.save_checklist", by=by)
    return audited_save.add(Checklist(**values), verb="evidence.save_checklist", by=by)
