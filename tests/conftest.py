"""What every test may use; the fixtures stand in the files named here."""

from collections.abc import Iterator

import pytest
from django.utils import translation

pytest_plugins = ["tests.database", "tests.companies", "tests.portal", "tests.production", "tests.two_worlds"]


@pytest.fixture(autouse=True)
def _no_language_is_left_behind() -> Iterator[None]:
    """A page of one test leaves the thread in its reader's language; the next test begins in the portal's own."""
    yield
    translation.deactivate()
