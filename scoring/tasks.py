"""Doorbells of this room."""

from kpi_portal.celery import CompanyTask, app
from kpi_portal.lib.refusals import Refused
from records import outbox
from scoring import closing


@app.task(base=CompanyTask, name="scoring.close_month")  # type: ignore[untyped-decorator]
def close_month(message_id: int) -> None:
    """Do the close that was promised. A second delivery finds it done, or in other hands."""
    message = outbox.waiting(message_id)
    if message is None:
        return
    try:
        run = closing.run_close(message.payload["close"])
    except Refused:
        outbox.keep(message)
        return
    if run.is_over:
        outbox.keep(message)
