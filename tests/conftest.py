"""What every test may use; the fixtures stand in the files named here."""

import gc
from collections.abc import Iterator

import pytest
from django.utils import translation

pytest_plugins = ["tests.database", "tests.companies", "tests.portal", "tests.production", "tests.two_worlds"]


def pytest_collection_finish() -> None:
    """What stands now stays to the end: searching it for garbage again and again took a fourteenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(autouse=True)
def _no_language_is_left_behind() -> Iterator[None]:
    """A page of one test leaves the thread in its reader's language; the next test begins in the portal's own."""
    yield
    translation.deactivate()
