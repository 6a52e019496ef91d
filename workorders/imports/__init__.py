"""Import of work orders: a judged row becomes an order with its events."""

from workorders.imports.kind import KIND

__all__ = ["KIND"]
