"""What a flag was raised by, as links; what the reader may not see is counted and not named."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.kind import Shown
from evidence.kinds import counted
from kpi_portal.lib.month import Month
from people.models import Account
from people.visibility import rows_seen
from scoring.flags.rule import ORDER
from scoring.flags.rules import rules
from scoring.models import Flag
from scoring.readiness.late_evidence import Line
from workorders.models import OrderEvent, WorkOrder


def facts_of(flag: Flag, account: Account) -> list[Shown]:
    """Those that the account may see, in the order of their instants."""
    keys: dict[str, list[int]] = defaultdict(list)
    for kind, key in flag.facts:
        keys[kind].append(key)
    rule = rules().get(flag.code)
    found = list(_orders(keys.pop(ORDER, []), account, rule.told if rule else None))
    found += [shown for kind, of_kind in keys.items() for shown in _shown(kind, of_kind, account)]
    return sorted(found, key=lambda shown: (str(shown.at), shown.number))


def _orders(keys: Collection[int], account: Account, told: Callable[[WorkOrder], str] | None) -> Iterator[Shown]:
    """With what of each was found, where the rule says it."""
    if not keys:
        return
    orders = WorkOrder.objects.visible_to(account).filter(pk__in=keys).select_related("site")
    if told is not None:
        orders = orders.prefetch_related(Prefetch("events", OrderEvent.objects.select_related("department")))
    for order in orders:
        place = " ".join(part for part in (order.site.name if order.site else "", order.room) if part)
        remark = " · ".join(part for part in (order.category, told(order) if told else "") if part)
        yield Shown(order.number, order.get_absolute_url(), remark, order.subject, place, order.created_at)


def _shown(kind: str, keys: Collection[int], account: Account) -> Iterator[Shown]:
    table = counted(kind)
    if table is None or table.shown is None:
        return
    rows = table.fetched(table.model._default_manager.filter(pk__in=keys))
    show: Callable[[Any], Shown] = table.shown
    yield from (show(row) for row in rows_seen(rows, account, whose=table.whose, month=table.month))


def told(flag: Flag) -> dict[str, Any]:
    """A flag for a template, with its rule."""
    return {"flag": flag, "rule": rules().get(flag.code), "number": len(flag.facts)}


def readiness_line(month: Month, account: Account) -> Iterator[Line]:
    """What waits to be judged before a month is closed; it keeps no month from being closed."""
    number = Flag.objects.visible_to(account).of_month(month.first_day).open().count()
    if number:
        yield Line(
            ngettext("%(n)s flag is not judged", "%(n)s flags are not judged", number) % {"n": number},
            _("it changes no figure by itself; what is wrong is corrected at its fact before the close"),
            reverse("scoring:flags_of", args=[month]),
            _("to be judged"),
            "warn",
        )
