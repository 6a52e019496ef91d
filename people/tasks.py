"""Doorbells of this room."""

from kpi_portal.celery import CompanyTask, app
from people import accounts, notify
from people.models import Account
from records import audit, outbox


@app.task(base=CompanyTask, name="people.send_link")  # type: ignore[untyped-decorator]
def send_link(message_id: int) -> None:
    """Mail the one-time link that somebody asked for; a link sent before is void. A second delivery sends nothing."""
    with outbox.taken(message_id) as message:
        account = message and Account.objects.filter(pk=message.payload["account"], is_active=True).first()
        if account:
            notify.send_one_time_link(account, accounts.one_time_link(account))
            audit.record(by=None, verb="people.send_link", subject=account)
