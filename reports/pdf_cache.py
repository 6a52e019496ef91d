"""Prints cards once: a page whose fingerprint is stored already is not laid out again (PROMISES, Speed and scale)."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from kpi_portal.lib.month import Month
from reports import pdf
from reports.card_view import Sheet, sheets_of
from reports.models import CardFile
from reports.pdf_process import Press
from scoring import cards
from scoring.models import Card

AT_ONCE = 50
"""Cards that one task prints, and that are read together."""


def print_cards(
    stored: Sequence[Card], press: Press, *, language: str = settings.LANGUAGE_CODE, with_pay: bool = True
) -> Iterator[CardFile]:
    """The files of these cards of one month, in their order, printed where they are not up to date."""
    for start in range(0, len(stored), AT_ONCE):
        part = stored[start : start + AT_ONCE]
        standing = {
            file.card_id: file
            for file in CardFile.objects.filter(
                card__in=[card.pk for card in part], language=language, with_pay=with_pay
            )
        }
        for card, sheet in zip(part, sheets_of(part), strict=True):
            file = standing.get(card.pk) or CardFile(card=card, language=language, with_pay=with_pay)
            yield _up_to_date(file, sheet if with_pay else sheet.without_pay(), press)


def file_of(card: Card, *, language: str, with_pay: bool) -> CardFile:
    """The page of one card, printed now where it was not."""
    with Press() as press:
        return next(print_cards([card], press, language=language, with_pay=with_pay))


def cards_of(month: Month) -> list[Card]:
    """Everything of a month that is printed: the standing cards, then the standing trial cards."""
    return [*cards.current_cards(month), *cards.current_cards(month, trial=True)]


def _up_to_date(file: CardFile, sheet: Sheet, press: Press) -> CardFile:
    markup = pdf.markup(sheet, file.language)
    page = pdf.fingerprint_of(markup)
    if file.page == page and file.file.storage.exists(str(file.file.name)):
        return file
    return _store(file, page, press.print_page(markup))


@transaction.atomic
def _store(file: CardFile, page: str, data: bytes) -> CardFile:
    """Keep the new page; let the old one go once the new one is safe. Of two printers at once the later one's stays."""
    kept = CardFile.objects.select_for_update().filter(
        card=file.card, language=file.language, with_pay=file.with_pay
    ).first() or file  # fmt: skip
    if kept.file:
        transaction.on_commit(partial(kept.file.storage.delete, str(kept.file.name)))
    kept.page = page
    kept.file.save("card.pdf", ContentFile(data), save=False)
    kept.save()
    return kept
