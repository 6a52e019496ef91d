"""A fact of evidence as what shows that a bonus is due: named by kind, source and number, whatever its revision."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence import kinds
from evidence.kind import Shown, Table
from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person
from people.querysets import chinese_order
from people.visibility import rows_seen
from records import months
from records.models import Fact
from scoring.models import Adjustment


def table(code: str) -> Table | None:
    """The table whose facts cards or bonuses keep under this name, if its facts can show that a bonus is due."""
    found = kinds.counted(code)
    return found if found is not None and found.proves is not None else None


def name_of(fact: Fact) -> str:
    """Under which a bonus keeps it."""
    return f"{_table(fact).code}:{fact.source}:{fact.number}"


def facts(code: str, keys: Sequence[int], account: Account) -> list[Any]:
    """Those of these facts that stand, that are about people whom the account may see, and that show something."""
    found = table(code)
    if found is None or found.proves is None:
        return []
    rows = found.fetched(found.model._default_manager.filter(stands=True, pk__in=keys))
    seen = rows_seen(rows, account, whose=found.whose, month=found.month).select_related("agent")
    return [row for row in seen.order_by(chinese_order("agent__name"), "pk") if found.proves(row)]


def month_of(fact: Fact) -> Month:
    """In which it counts."""
    when: date | datetime | None = _table(fact).when(fact)
    if isinstance(when, datetime):
        return months.month_containing(when)
    return Month.of_day(when) if when else months.month_containing(fact.recorded_at)


def checked(fact: Fact, *, agent: Person, month: Month) -> str:
    """What the fact shows, in words. Raises Refused where it shows nothing of this person, or has its bonus already."""
    known = _table(fact)
    words = known.proves(fact) if known.proves is not None and fact.stands else ""
    if not words or known.person(fact) != agent:
        raise Refused(_("This shows nothing for which a bonus is given."), code="no_proof")
    if month < month_of(fact):
        raise Refused(_("It happened after this month."), code="too_early")
    if given([fact]):
        raise Refused(_("A bonus was given for it already."), code="given_already")
    return words


def given(among: Iterable[Fact]) -> dict[str, Adjustment]:
    """The name of each fact that has a bonus → the bonus."""
    names = [name_of(fact) for fact in among]
    entries = Adjustment.objects.filter(stands=True, proof__in=names).select_related("author")
    return {entry.proof: entry for entry in entries} if names else {}


def tell(entries: Iterable[Adjustment]) -> None:
    """Give each entry that names a fact ``proved_by``, what is shown of it: one statement for each kind."""
    named: dict[str, dict[tuple[str, str], Any]] = defaultdict(dict)
    for entry in entries:
        if entry.proof:
            code, _colon, rest = entry.proof.partition(":")
            source, _colon, number = rest.partition(":")
            named[code][source, number] = entry
    for code, by_name in named.items():
        for row in _numbered(code, [number for _source, number in by_name]):
            if (row.source, row.number) in by_name:
                by_name[row.source, row.number].proved_by = shown(row)


def shown(fact: Fact) -> Shown:
    """What pages show of it."""
    show = _table(fact).shown
    return show(fact) if show is not None else Shown(fact.number, "")


def _numbered(code: str, numbers: Sequence[str]) -> Iterable[Any]:
    """The standing facts with these numbers, of whatever source."""
    known = table(code)
    return known.fetched(known.model._default_manager.filter(stands=True, number__in=numbers)) if known else ()


def _table(fact: Fact) -> Table:
    found = kinds.table_of(type(fact))
    if found is None:
        raise LookupError(f"{type(fact).__name__} is a table of no kind in evidence.kinds.")
    return found
