"""The one folder that everything the portal writes lies in."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def home_from_environment() -> Path:
    """KPI_HOME, by default `.kpi` in the checkout."""
    return Path(os.environ.get("KPI_HOME") or CHECKOUT / ".kpi").absolute()
