"""Doorbells of this room: a close promises its cards, its cards are printed in small parts that can be repeated."""

from django.db import transaction

from kpi_portal.celery import CompanyTask, app
from records import outbox
from reports import pdf_cache
from reports.pdf_process import Press
from scoring.models import Card


@app.task(base=CompanyTask, name="reports.render_cards")  # type: ignore[untyped-decorator]
def render_cards(message_id: int) -> None:
    """Promise the pages of what a close left standing, a few at a time."""
    with outbox.taken(message_id) as message:
        if message is None:
            return
        close = message.payload["close"]
        of_the_month = Card.objects.current().filter(month__closes=close).order_by("is_trial", "pk")
        keys = list(of_the_month.values_list("pk", flat=True))
        for start in range(0, len(keys), pdf_cache.AT_ONCE):
            part = keys[start : start + pdf_cache.AT_ONCE]
            outbox.promise(task="reports.print_cards", key=f"print:{close}:{start}", payload={"cards": part})


@app.task(base=CompanyTask, name="reports.print_cards")  # type: ignore[untyped-decorator]
def print_cards(message_id: int) -> None:
    """Print some cards. A second delivery finds them printed."""
    message = outbox.waiting(message_id)
    if message is None:
        return
    stored = Card.objects.filter(pk__in=message.payload["cards"]).order_by("pk")
    with Press() as press:
        for _file in pdf_cache.print_cards(list(stored.select_related(*CARD_NAMES)), press):
            pass
    with transaction.atomic():
        outbox.keep(message)


CARD_NAMES = ("agent", "plan", "team", "site", "month", "ledger_entry")
