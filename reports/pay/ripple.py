"""What an appeal moves of what was paid already: the difference that a batch of its own will pay (scoring.appeals)."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from reports.pay.models import PayRow
from scoring.appeals.ripple import Line, Moves, Part


def _paid(moves: Moves) -> Iterator[Line]:
    rows = PayRow.objects.filter(month=moves.record).order_by().values("agent")
    paid = dict(rows.annotate(sum=Sum("pay")).values_list("agent", "sum"))
    for before, after in moves.pairs():
        due = after.pay or Decimal("0.00")
        was = paid.get(after.agent_id)
        if was is not None and before.pay != after.pay and was != due:
            yield Line(
                part="paid",
                what="paid",
                agent=after.agent_id,
                name=after.label.name,
                before=f"{was:.2f}",
                after=f"{due:.2f}",
                tone="up" if due > was else "down",
                is_money=True,
            )


def _label(line: Line) -> str:
    return _("Paid already; the difference comes in a batch of its own")


PAID = Part("paid", _paid, _label)
