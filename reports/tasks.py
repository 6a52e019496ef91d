"""Doorbells of this room: a close promises its cards, printed in small parts that can be repeated; tasks are told."""

from django.db import transaction

from kpi_portal.celery import CompanyTask, FleetTask, app
from kpi_portal.lib.company_connection import connection
from people.models import Account
from records import outbox
from reports import pdf_cache
from reports.inbox import alarms, channels, escalations, telling
from reports.models import Channel, MessageSettings, WebhookEndpoint
from reports.pay import bundles
from reports.pdf_process import Press
from reports.webhooks import verbs as webhooks
from scoring.models import Card
from tenants.models import Company


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


@app.task(base=CompanyTask, name="reports.bundle_cards")  # type: ignore[untyped-decorator]
def bundle_cards(message_id: int) -> None:
    """Put all cards of a month into one file. A second delivery finds it done, or in other hands."""
    message = outbox.waiting(message_id)
    if message is not None and bundles.work(message.payload["bundle"]):
        outbox.keep(message)


CARD_NAMES = ("agent", "plan", "team", "site", "month", "ledger_entry")


_SOMEBODY_IS_DUE = (
    "SELECT '{company}' WHERE EXISTS ("
    f"SELECT FROM {{company}}.{Account._meta.db_table} a"
    f" LEFT JOIN {{company}}.{MessageSettings._meta.db_table} s ON s.account_id = a.id"
    " WHERE a.is_active AND a.email <> '' AND (s.id IS NULL OR s.next_at <= now()))"
    f" OR EXISTS (SELECT FROM {{company}}.{Channel._meta.db_table} WHERE next_at <= now())"
    f" OR EXISTS (SELECT FROM {{company}}.{WebhookEndpoint._meta.db_table})"
    f" OR {escalations.SOMEBODY}"
)


@app.task(base=FleetTask, name="kpi_portal.tell_companies")  # type: ignore[untyped-decorator]
def tell_companies() -> int:
    """Ring every company in which it is time to tell somebody of tasks, found by one query."""
    companies = list(Company.objects.values_list("schema_name", flat=True))
    if not companies:
        return 0
    union = " UNION ALL ".join(_SOMEBODY_IS_DUE.format(company=name) for name in companies)
    with connection.cursor() as cursor:
        cursor.execute(union)
        due = [row[0] for row in cursor.fetchall()]
    for name in due:
        tell_accounts.apply_async(headers={"_schema_name": name})
    return len(due)


@app.task(base=CompanyTask, name="reports.tell_accounts")  # type: ignore[untyped-decorator]
def tell_accounts() -> int:
    """Promise the mails, the posts to groups and the messages to other programs that are due."""
    return escalations.promise_due() + telling.promise_due() + channels.promise_due() + webhooks.promise_due()


@app.task(base=CompanyTask, name="reports.tell")  # type: ignore[untyped-decorator]
def tell(message_id: int) -> None:
    """Mail an account what is new. A second delivery finds the promise kept, or in other hands."""
    with outbox.taken(message_id) as message:
        if message:
            telling.tell(message.payload["account"], message.key)


@app.task(base=CompanyTask, name="reports.send_test_mail")  # type: ignore[untyped-decorator]
def send_test_mail(message_id: int) -> None:
    """Mail somebody the test asked for."""
    with outbox.taken(message_id) as message:
        if message:
            telling.tell_test(message.payload["account"], message.key)


@app.task(base=CompanyTask, name="reports.post_to_channel")  # type: ignore[untyped-decorator]
def post_to_channel(message_id: int) -> None:
    """Tell a group how many people have something to do."""
    with outbox.taken(message_id) as message:
        if message:
            channels.post_now(message.payload["channel"])


@app.task(base=CompanyTask, name="reports.sound_alarm")  # type: ignore[untyped-decorator]
def sound_alarm(message_id: int) -> None:
    """Promise a message about an emergency to everybody who has to know at once."""
    with outbox.taken(message_id) as message:
        if message:
            alarms.sound(message.payload["order"], message.key)


@app.task(base=CompanyTask, name="reports.tell_alarm")  # type: ignore[untyped-decorator]
def tell_alarm(message_id: int) -> None:
    """Write to one person, or into one group, about an emergency."""
    with outbox.taken(message_id) as message:
        if message:
            alarms.tell(message.payload, message.key)


@app.task(base=CompanyTask, name="reports.send_webhook")  # type: ignore[untyped-decorator]
def send_webhook(message_id: int) -> None:
    """Tell another program what happened; where it did not arrive, a later attempt is promised with it."""
    with outbox.taken(message_id) as message:
        if message:
            webhooks.deliver(message.payload["delivery"])
