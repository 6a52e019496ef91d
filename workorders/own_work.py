"""Whose work an order was: whoever had it, or did it, does not ask the resident how it was (SCORING §1)."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from workorders.models import EventKind, OrderEvent


def was_of(person: int, order: str = "") -> "ExpressionWrapper[Q]":
    """Whether the person is or was responsible for the order, or completed it; ``order`` leads to it from the rows
    that are asked, which are orders where nothing is named."""
    to = f"{order}__" if order else ""
    named = Q(**{f"{to}agent": person}) | Q(**{f"{to}source_agent": person}) | Q(**{f"{to}completer": person})
    completed = OrderEvent.objects.filter(
        order=OuterRef(order or "pk"), kind=EventKind.COMPLETED, stands=True, by=person
    )
    return ExpressionWrapper(named | Q(Exists(completed)), output_field=BooleanField())
