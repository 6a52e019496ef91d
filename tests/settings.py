"""The portal's settings in tests: the same file, a home of their own, inside KPI_HOME if none is named, and
servers that need not be safe."""

import os
import uuid

from kpi_portal.embedded import home_from_environment

if os.environ.get("KPI_ENV") != "test":  # xdist's workers inherit what the controller set
    os.environ["KPI_ENV"] = "test"
    os.environ["KPI_HOME"] = os.environ.get("KPI_TEST_HOME") or str(home_from_environment() / "test")
    os.environ["KPI_SWEEP_EVERY"] = "2"  # what a killed worker leaves is taken up soon, and nobody waits for it

from kpi_portal.settings import *  # noqa: F403
from kpi_portal.settings import CACHES

PASSWORD_HASHERS = ["tests.hashing.QuickArgon2"]

CACHES["default"]["KEY_PREFIX"] = uuid.uuid4().hex  # several runs share one server
