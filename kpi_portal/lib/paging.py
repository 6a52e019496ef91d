"""Pages of long lists that stay fast.

``newest_first``: each page starts where the one before ended, nothing is counted. The address carries the last row's
instant and key, so a page costs the same at the beginning and at the end of a million rows, and rows that come in
meanwhile move nothing. ``numbered``: for lists that grow with the people, not with the evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.core import paginator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from kpi_portal.lib.month import EARLIEST_YEAR, LATEST_YEAR

Row = TypeVar("Row", bound=models.Model)

ROWS = 50
_BETWEEN = "~"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a list. ``older`` is where the next page begins, empty on the last one."""

    rows: list[Row]
    older: str
    is_first: bool

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def shown(self) -> str:
        """How many there are as far as is known: ``"50+"`` where more follow."""
        return f"{len(self.rows)}+" if self.older else str(len(self.rows))


def numbered(
    rows: "models.QuerySet[Any] | Sequence[Any]", number: str | None, size: int = ROWS
) -> "paginator.Page[Any]":
    """The page of this number, as an address names it; a number that makes no sense shows the nearest page.

    For ``components/pagination.html``. A form on such a page takes what was sent, whichever page it was on.
    """
    return paginator.Paginator(rows, size).get_page(number)


def newest_first(rows: models.QuerySet[Row], field: str, before: str = "", size: int = ROWS) -> Page[Row]:
    """The page of ``rows`` by ``field`` (an instant or a day, never null) after the place ``before``.

    ``before`` comes from an address; one that makes no sense shows the first page.
    """
    place = _place(rows.model, field, before)
    if place is not None:
        value, key = place
        rows = rows.filter(
            Q(**{f"{field}__lt": value}) | Q(**{field: value, "pk__lt": key}), **{f"{field}__lte": value}
        )
    found = list(rows.order_by(f"-{field}", "-pk")[: size + 1])
    shown = found[:size]
    return Page(shown, _address(shown[-1], field) if len(found) > size else "", place is None)


def _address(row: models.Model, field: str) -> str:
    return f"{getattr(row, field).isoformat()}{_BETWEEN}{row.pk}"


def _place(model: type[models.Model], field: str, before: str) -> tuple[Any, int] | None:
    """The instant (or day) and key that an address names."""
    text, found, key = before.partition(_BETWEEN)
    if not found or not key.isascii() or not key.isdigit() or len(key) > 18:
        return None
    try:
        value = cast("models.Field[Any, Any]", model._meta.get_field(field)).to_python(text.replace(" ", "+"))
    except (ValidationError, OverflowError):
        return None
    return (value, int(key)) if value and EARLIEST_YEAR <= value.year <= LATEST_YEAR else None
