"""Import of work orders: a judged row becomes an order with its events."""

from workorders.intake.kind import KIND

__all__ = ["KIND"]
