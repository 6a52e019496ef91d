"""Previous and next within the column of the board from which an order was opened."""

from django.http import QueryDict
from django.utils import timezone

from kpi_portal.lib.queue import BOARD, Place, among, list_named
from people.access import AccountRequest
from workorders.board.filters import BoardFilter
from workorders.board.jobs import COLUMNS, MOST, jobs_of, waiting
from workorders.models import OrderCategory, WorkOrder


def place_on_board(request: AccountRequest, order: WorkOrder) -> Place | None:
    """Where it stands in that column as the board was narrowed; None where it was opened from elsewhere."""
    asked = list_named(request, BOARD)
    column = next((each for each in COLUMNS if asked is not None and each[0] == asked.get("column")), None)
    if asked is None or column is None or not request.user.has_perm("workorders.answer"):
        return None
    now, categories = timezone.now(), list(OrderCategory.objects.all())
    given_out = {category.name for category in categories if category.department_id}
    wanted = BoardFilter(asked, account=request.user, categories=categories)
    kept = wanted.kept(jobs_of(waiting(request.user, now)[:MOST], given_out, now))
    keys = [job.order.pk for job in kept if job.column == column[0]]
    return among(order.pk, keys, asked, part=str(column[1]), back=f"{_without_column(asked)}#{column[0]}")


def _without_column(asked: QueryDict) -> str:
    """The board's own address, as a tab keeps it."""
    kept = asked.copy()
    kept.pop("column", None)
    return kept.urlencode()
