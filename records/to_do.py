"""Files on their way in that wait for somebody, and rows that came too late for a final month."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.to_do import LISTED, Group, Task, tasks_for
from records.imports import workbooks
from records.imports.kinds import all_kinds
from records.models import Batch, ImportRun, LateFact

if TYPE_CHECKING:
    from people.models import Account

FORGOTTEN_AFTER = timedelta(days=60)
"""A file that nobody went on with for so long is no task any more; it stays in the list of imports."""


def _halfway() -> Any:
    return Batch.objects.filter(part_of=None, state__in=(Batch.State.UPLOADED, Batch.State.JUDGED)).exclude(file="")


@tasks_for("records.import_evidence", rows=_halfway)
def imports(account: "Account", now: datetime) -> Iterator[Group]:
    """Files that were uploaded and not mapped, or checked and not stored, newest first."""
    at_work = ImportRun.objects.filter(batch=OuterRef("pk"), state__in=ImportRun.UNDER_WAY)
    waiting = _halfway().filter(kind__in=[*_kinds(account), workbooks.CODE])
    waiting = waiting.filter(created_at__gte=now - FORGOTTEN_AFTER).exclude(Exists(at_work))
    found = list(waiting.defer("detail", "profile").select_related("by__person").order_by("-pk"))
    yield Group(
        label=_("Imports to go on with"),
        act=_("Go on with the import"),
        tasks=tuple(_file(batch, now) for batch in found[:LISTED]),
        total=len(found),
        href=reverse("records:imports"),
    )


def _file(batch: Batch, now: datetime) -> Task:
    uploaded = batch.state == Batch.State.UPLOADED
    if uploaded:
        reason = _("uploaded; the columns are not matched or not checked yet")
    else:
        rows = ngettext("%(n)s row", "%(n)s rows", batch.rows) % {"n": f"{batch.rows:,}"}
        reason = _("checked, %(rows)s; nothing is stored yet") % {"rows": rows}
    return Task(
        key=f"import:{batch.pk}:{batch.state}",
        sentence=batch.file_name,
        reason=reason,
        href=batch.get_absolute_url(),
        badge=_("%(name)s, %(day)s")
        % {"name": batch.by or "–", "day": f"{batch.created_at.astimezone(now.tzinfo):%m-%d}"},
    )


def _kinds(account: "Account") -> list[str]:
    return [kind.code for kind in all_kinds().values() if account.has_perm(kind.verb)]


def _late() -> Any:
    return LateFact.objects.filter(decision=LateFact.Decision.WAITING)


@tasks_for("records.import_evidence", rows=_late)
def too_late(account: "Account", _now: datetime) -> Iterator[Group]:
    """Rows that came too late for a final month."""
    waiting = _late().filter(kind__in=_kinds(account))
    by_month = waiting.order_by("first_day").values_list("first_day").annotate(Count("pk"))
    address = reverse("records:late_facts")
    tasks = tuple(
        Task(
            key=f"late_rows:{day:%Y-%m}",
            sentence=ngettext("%(n)s row too late for %(month)s", "%(n)s rows too late for %(month)s", number)
            % {"n": number, "month": date_format(day, "YEAR_MONTH_FORMAT")},
            reason=_("that month is final: open it again, or leave them out"),
            href=address,
            badge=_("to decide"),
            tone="warn",
        )
        for day, number in by_month
    )
    yield Group(label=_("Rows that came too late"), tasks=tasks, href=address)
