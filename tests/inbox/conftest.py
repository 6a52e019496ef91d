"""A golden October to have something to do about."""

from tests.reports.conftest import computed, final, published

__all__ = ["computed", "final", "published"]
