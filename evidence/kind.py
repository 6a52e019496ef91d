"""What a kind of evidence is. What the portal must know of a kind, it says here, once: guards of final months, tabs,
menu, imports, audit words, who sees what and the drill-down of a card are made from it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import DateField, DateTimeField, F, Field, ForeignKey, Min, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Now, TruncMonth

from kpi_portal.lib.menu import Entry
from people.visibility import EVERYBODYS, NOBODYS
from records.final_month_triggers import Guard, at_instant, for_month
from records.models import Fact, MonthRecord
from records.months import company_zone

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise


class Shown(NamedTuple):
    """What a fact says of itself below a card: number (or what stands for one, ``Table.called``), address, remark of
    who decided, subject, place, when.

    A date is the first day of a month, or (``in_days``) a day.
    """

    number: str
    href: str
    remark: str = ""
    subject: str = ""
    place: str = ""
    at: datetime | date | None = None
    until: datetime | date | None = None
    in_days: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a kind. A kind has several where a fact has parts (a check's items) or there are several facts.

    ``counts_at`` is the path to the instant, or to the first day of the month, that decides in which month a row
    counts. ``guarded`` are the fields that enter a figure; the database refuses to change them in a final month (of a
    fact its revision too, which enters the fingerprint).
    ``whose`` is the path to the person a row is about; a table that says nothing is seen by nobody, ``EVERYBODYS`` is
    for what is about no person. ``code`` is the name by which cards keep a fact, ``shown`` what they show of it, with
    what ``fetched`` brings along; tables that no indicator counts need none. ``is_contact``: a row is a contact with a
    resident, which whoever checks contacts sees too.
    ``proves`` says in words what a row is evidence of where a bonus is given for it; empty: of none. ``called`` is the
    head of the column in which a fact is named; empty: by its number.
    """

    model: type[Model]
    counts_at: str
    guarded: tuple[str, ...]
    whose: str = NOBODYS
    code: str = ""
    shown: Callable[[Any], Shown] | None = None
    fetched: Callable[[QuerySet[Any]], QuerySet[Any]] = QuerySet.all
    is_contact: bool = False
    proves: Callable[[Any], str] | None = None
    called: "Words" = ""

    def when(self, row: Model) -> datetime | date | None:
        """The instant or first day by which a row counts; None: in no month yet."""
        found: Any = row
        for name in self.counts_at.split(LOOKUP_SEP):
            found = getattr(found, name)
        when: datetime | date | None = found
        return when

    @property
    def month(self) -> Combinable:
        """First day of the month in which a row counts, for queries; of today where that is not known yet."""
        if not isinstance(self.dated, DateTimeField):
            return F(self.counts_at)
        return TruncMonth(Coalesce(self.counts_at, Now()), tzinfo=company_zone(), output_field=DateField())

    def person(self, row: Model) -> Any:
        """The person a row is about; None for what is about nobody."""
        if self.whose in (NOBODYS, EVERYBODYS):
            return None
        found: Any = row
        for name in self.whose.split(LOOKUP_SEP):
            found = getattr(found, name)
        return found

    def about_people(self, month: MonthRecord) -> bool:
        """Whether a standing row about somebody counts in the month."""
        if self.whose in (NOBODYS, EVERYBODYS):
            return False
        return self._standing().filter(**_within(self.dated, self.counts_at, month)).exists()

    def _standing(self) -> QuerySet[Any]:
        """Rows that stand, or whose fact does: the items of an undone check are about nobody any more."""
        rows = self.model._default_manager.all()
        if issubclass(self.model, Fact):
            return rows.filter(stands=True)
        owner, _sep, _path = self.counts_at.rpartition(LOOKUP_SEP)
        return rows.filter(**{f"{owner}__stands": True}) if owner else rows

    @property
    def dated(self) -> "DateField[Any, Any]":
        """The column that ``counts_at`` leads to."""
        model = self.model
        *steps, last = self.counts_at.split(LOOKUP_SEP)
        for step in steps:
            owner = _column(model, step)
            assert isinstance(owner, ForeignKey)
            model = owner.related_model
        dated = _column(model, last)
        assert isinstance(dated, DateField)
        return dated

    def earliest(self, people: Collection[int]) -> dict[int, datetime | date]:
        """Person → when the earliest standing row about them counts; empty for a table that is about nobody."""
        if not people or self.whose in (NOBODYS, EVERYBODYS):
            return {}
        rows = self._standing().filter(**{f"{self.whose}__in": people, f"{self.counts_at}__isnull": False})
        return dict(rows.order_by().values_list(self.whose).annotate(first=Min(self.counts_at)))

    def counts_in(self, rows: Sequence[Mapping[str, Any]]) -> list[datetime | date | None]:
        """The same of each row that is about to be imported, from its columns."""
        first, *rest = self.counts_at.split(LOOKUP_SEP)
        if not rest:
            return [columns[first] for columns in rows]
        owner = _column(self.model, first)
        assert isinstance(owner, ForeignKey)  # a path of two steps goes through one
        owners = owner.related_model._default_manager.filter(pk__in={columns[owner.attname] for columns in rows})
        known = dict(owners.values_list("pk", LOOKUP_SEP.join(rest)))
        return [known.get(columns[owner.attname]) for columns in rows]

    @property
    def guard(self) -> Guard:
        """What the database refuses for this table in a final month."""
        steps = self.counts_at.split(LOOKUP_SEP)[:-1]
        model, row, joins = self.model, "c", []
        for number, step in enumerate(steps, start=1):
            owner = _column(model, step)
            assert isinstance(owner, ForeignKey)
            model, there = owner.related_model, f"w{number}"
            joins.append(f"JOIN {model._meta.db_table} {there} ON {there}.id = {row}.{owner.column}")
            row = there
        condition = at_instant if isinstance(self.dated, DateTimeField) else for_month
        entering = (*self.guarded, "revision") if issubclass(self.model, Fact) else self.guarded
        columns = tuple(str(_column(self.model, name).column) for name in entering)
        return Guard(self.model._meta.db_table, columns, condition(f"{row}.{self.dated.column}"), " ".join(joins))


@dataclass(frozen=True)
class Kind:
    """One kind of evidence: a package of this room, and a line in ``kinds.KINDS``.

    ``verbs`` are the acts of its ``verbs.py`` with their words in the audit. ``page`` is the name of its list, the tab
    of the room; ``verb`` is what an account must hold to see it. ``imports`` are dotted paths to its kinds of import,
    ``urls`` to the module of its addresses. ``menu`` are entries of the menu beside the room's own, ``to_do`` dotted
    paths to what waits for somebody.
    """

    code: str
    label: "Words"
    tables: tuple[Table, ...]
    verbs: Mapping[str, "Words"]
    page: str
    urls: str
    verb: str = "evidence.view"
    imports: tuple[str, ...] = ()
    menu: tuple[Entry, ...] = field(default=())
    to_do: tuple[str, ...] = ()


def _within(dated: "DateField[Any, Any]", path: str, month: MonthRecord) -> dict[str, Any]:
    if isinstance(dated, DateTimeField):
        return {f"{path}__gte": month.starts_at, f"{path}__lt": month.ends_at}
    return {path: month.first_day}


def _column(model: type[Model], name: str) -> "Field[Any, Any]":
    column = model._meta.get_field(name)
    assert isinstance(column, Field)  # a declaration names columns, no reverse relations
    return column
