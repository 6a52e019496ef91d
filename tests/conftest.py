"""What every test may use; the fixtures stand in the files named here."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

from kpi_portal.lib.collector import rest_while_loading, spare_what_is_loaded

rest_while_loading()

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # that a machine is busy is no fault of what is tested

pytest_plugins = ["tests.database", "tests.companies", "tests.portal", "tests.production", "tests.two_worlds"]


def pytest_collection_finish() -> None:
    """What stands now stays to the end: searching it for garbage again and again took a fourteenth of the time."""
    spare_what_is_loaded((100_000, 20, 50))


@pytest.fixture(autouse=True)
def _no_language_is_left_behind() -> Iterator[None]:
    """A page of one test leaves the thread in its reader's language; the next test begins in the portal's own."""
    yield
    translation.deactivate()
