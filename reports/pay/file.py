"""The payroll file of a batch: the company's own columns, the same rows as XLSX and CSV; its checksum is the CSV's."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kpi_portal.lib.canonical import sha256_hex
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, downloads
from reports.pay import gates, notes
from reports.pay.models import PayBatch, PayColumns, PayItem, PayRow

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Columns = Sequence[Sequence[str]]
"""``[[field, heading], …]`` in their order."""


@dataclass(frozen=True)
class Column:
    """What may stand in a column, and how a row is read for it."""

    label: "str | _StrPromise"
    of: Callable[[PayRow], Any]


def _label(name: str) -> Callable[[PayRow], Any]:
    return lambda row: row.labels.get(name, "")


def _figure(name: str) -> Callable[[PayRow], Any]:
    return lambda row: Decimal(text) if (text := row.labels.get(name)) else ""


def _kind(kind: str) -> Callable[[PayRow], Any]:
    return lambda row: gates.by_kind(row.lines).get(kind, Decimal("0.00"))


FIELDS: Mapping[str, Column] = {
    "staff_number": Column(_("Staff number"), _label("staff_number")),
    "name": Column(_("Name"), _label("name")),
    "month": Column(_("Month"), lambda row: str(row.month.month)),
    "batch": Column(_("Batch"), lambda row: f"{row.month.month}-{row.batch.number}"),
    "site": Column(_("Site"), _label("site")),
    "team": Column(_("Team"), _label("team")),
    "plan": Column(_("Plan"), _label("plan")),
    "total": Column(_("Total"), _figure("total")),
    "grade": Column(_("Grade"), _label("grade")),
    "coefficient": Column(_("Coefficient"), _figure("coefficient")),
    "base": Column(_("Bonus base (yuan)"), _figure("base")),
    "posted_days": Column(_("Posted days"), _label("posted_days")),
    "pay": Column(_("Performance pay (yuan)"), lambda row: row.pay),
    **{f"of_{kind.value}": Column(kind.label, _kind(kind.value)) for kind in PayItem.Kind},
    "items": Column(_("Items together (yuan)"), lambda row: row.items),
    "amount": Column(pgettext_lazy("payroll file", "To be paid (yuan)"), lambda row: row.amount),
    "note": Column(_("Note"), lambda row: row.remark),
}
NORMAL = ("staff_number", "name", "month", "pay", "items", "amount", "note")
"""What a company that chose nothing writes."""


def columns() -> Columns:
    """The company's columns: as saved, else the usual ones with their own names in the portal's language."""
    saved = PayColumns.objects.filter(pk=1).first()
    if saved and saved.columns:
        return [each for each in saved.columns if each[0] in FIELDS]
    with translation.override(settings.LANGUAGE_CODE):
        return [[name, str(FIELDS[name].label)] for name in NORMAL]


@transaction.atomic
def save_columns(*, columns: Columns, by: Account) -> PayColumns:
    """Keep what the company's files have from the next hand-over on. Raises Refused."""
    headings = [heading for _name, heading in columns]
    if not {"staff_number", "name"} & {name for name, _heading in columns}:
        raise Refused(_("Without staff number or name nobody can tell who is paid."), code="nobody")
    if "amount" not in {name for name, _heading in columns}:
        raise Refused(_("The amount to be paid has to be in the file."), code="no_amount")
    if len(set(headings)) < len(headings):
        raise Refused(_("Two columns have the same heading."), code="same_heading")
    kept, _made = PayColumns.objects.update_or_create(pk=1, defaults={"columns": [list(each) for each in columns]})
    audit.record(by=by, verb="reports.save_pay_columns", subject=kept, detail={"columns": headings})
    return kept


def remarks(row: PayRow) -> list[str]:
    """Items with their reasons, then what to look at, in the active language."""
    named = [f"{line['reason']} {gates.change(line):,.2f}" for line in row.lines if gates.change(line)]
    return [*named, *(notes.said((code, told)) for code, told in row.notes)]


def remark(row: PayRow) -> str:
    """The same in one line and in the portal's language, as the file has it."""
    with translation.override(settings.LANGUAGE_CODE):
        return "; ".join(remarks(row))


def table(rows: Iterable[PayRow], chosen: Columns) -> list[list[Any]]:
    """Headings, then a line for each row; words in the portal's language, whoever asks."""
    with translation.override(settings.LANGUAGE_CODE):
        fields = [FIELDS[name] for name, _heading in chosen if name in FIELDS]
        heads = [heading for name, heading in chosen if name in FIELDS]
        return [heads, *([field.of(row) for field in fields] for row in rows)]


def written(batch: PayBatch, rows: Iterable[PayRow], kind: str) -> bytes:
    """The file of a batch in these rows; ``kind``: csv or xlsx."""
    return downloads.written(table(rows, batch.columns or columns()), kind)


def checksum(batch: PayBatch, rows: Iterable[PayRow]) -> str:
    """SHA-256 of the CSV as it is downloaded."""
    return hashlib.sha256(written(batch, rows, "csv")).hexdigest()


def rows_hash(rows: Iterable[PayRow]) -> str:
    """SHA-256 of the amounts and what they follow from, whatever columns the file has: what the ledger keeps."""
    return sha256_hex([_canonical(row) for row in rows])


def _canonical(row: PayRow) -> dict[str, Any]:
    return {
        "agent": row.agent.uuid,
        "card": row.labels.get("fingerprint", ""),
        "place": row.place,
        "pay": row.pay,
        "items": row.items,
        "before": [row.before_pay, row.before_items],
        "lines": row.lines,
    }
