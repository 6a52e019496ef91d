"""All cards of a month as a ZIP of PDF files or as one PDF, from the pages that were printed already (PROMISES 7).

The truth of it is its run's row. Another delivery after a crash begins anew; printed pages are not printed again.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account
from records import audit, outbox
from records.models import MonthRecord
from records.runs import claimed, fail
from reports import pdf_cache
from reports.models import CardBundle, CardFile
from reports.pay.joined_pdf import JoinedPdf
from reports.pdf_process import Press
from scoring import cards
from scoring.models import Card

State = CardBundle.State
KEPT = timedelta(days=7)


@transaction.atomic
def ask(*, month: Month, kind: str, by: Account) -> CardBundle:
    """Have it made; who asks while it is under way gets that one. Files of a week ago go. Raises Refused."""
    record = MonthRecord.objects.filter(first_day=month.first_day).first()
    if record is None or not cards.listed(month).exists():
        raise Refused(_("%(month)s has no cards; close it first."), code="no_cards", params={"month": month})
    for old in CardBundle.objects.filter(requested_at__lt=timezone.now() - KEPT).exclude(
        state__in=CardBundle.UNDER_WAY
    ):
        if old.file:
            transaction.on_commit(partial(old.file.storage.delete, str(old.file.name)))
        old.delete()
    asked = {"requested_by": by, "language": translation.get_language() or "zh-hans"}
    run, made = CardBundle.objects.get_or_create(
        month=record, kind=kind, state__in=CardBundle.UNDER_WAY, defaults={**asked, "state": State.QUEUED}
    )
    if made:
        audit.record(by=by, verb="reports.bundle_cards", subject=run, detail={"month": month, "format": kind})
    outbox.promise(task="reports.bundle_cards", key=f"bundle:{run.pk}", payload={"bundle": run.pk})
    return run


def cancel(run: CardBundle) -> None:
    """Not wanted any more: a worker that is at it stops at the next card."""
    CardBundle.objects.filter(pk=run.pk, state__in=CardBundle.UNDER_WAY).update(
        state=State.STOPPED, finished_at=timezone.now()
    )


def work(pk: int) -> bool:
    """Make it, unless it is over or in other hands. Whether nobody has to come again."""
    with claimed(CardBundle, pk) as run:
        if run is not None:
            try:
                _make(run)
            except Refused as refusal:
                fail(run, str(refusal))
    left = CardBundle.objects.filter(pk=pk).first()
    return left is None or left.is_over


def _make(run: CardBundle) -> None:
    found = list(cards.current_cards(run.month.month).by_name())
    CardBundle.objects.filter(pk=run.pk).update(total=len(found), done=0)
    with TemporaryFile() as place, Press() as press:
        with _put_into(run.kind, place) as put:
            pages = pdf_cache.print_cards(found, press, language=run.language)
            for number, (card, page) in enumerate(zip(found, pages, strict=True), 1):
                put(card, page)
                if not CardBundle.objects.filter(pk=run.pk, state=State.RUNNING).update(done=number):
                    return
        place.seek(0)
        _keep(run, File(place, name=run.file_name))


@transaction.atomic
def _keep(run: CardBundle, file: "File[bytes]") -> None:
    kept = CardBundle.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if kept.state == State.RUNNING:
        kept.file.save(run.file_name, file, save=False)
        kept.state, kept.finished_at = State.DONE, timezone.now()
        kept.save(update_fields=["file", "state", "finished_at"])


@contextmanager
def _put_into(kind: str, place: IO[bytes]) -> Iterator[Any]:
    """How one card after the other gets into the file."""
    if kind == CardBundle.Kind.ZIP:
        with zipfile.ZipFile(place, "w") as archive:
            yield partial(_zip, archive)
    else:
        joined = JoinedPdf(place)
        yield partial(_append, joined)
        joined.finish()


def _zip(archive: zipfile.ZipFile, card: Card, page: CardFile) -> None:
    """``2026-10-A001-王芳.pdf``; a PDF is compressed already."""
    label = card.label
    words = "-".join(filter(None, (str(card.month.month), label.staff_number, label.name)))
    name = "".join("_" if char in '/\\:*?"<>|' or not char.isprintable() else char for char in words)
    taken = f"{name}.pdf" in archive.namelist()
    archive.writestr(f"{name}-{card.pk}.pdf" if taken else f"{name}.pdf", page.read())


def _append(joined: JoinedPdf, card: Card, page: CardFile) -> None:
    with page.file.open("rb") as stored:
        joined.add(stored, card.label.name)
