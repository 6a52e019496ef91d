"""Every indicator that a plan may weigh: the files of this folder that have an ``INDICATOR``, found by themselves."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from scoring import indicators as folder
from scoring.engine.definition import Definition
from scoring.indicators.indicator import Indicator


@cache
def indicators() -> Mapping[str, Indicator]:
    """Code → indicator, by code."""
    modules = (
        importlib.import_module(f"{folder.__name__}.{found.name}") for found in pkgutil.iter_modules(folder.__path__)
    )
    known = [module.INDICATOR for module in modules if hasattr(module, "INDICATOR")]
    return {indicator.code: indicator for indicator in sorted(known, key=lambda indicator: indicator.code)}


@cache
def definitions() -> Mapping[str, Definition]:
    """Code → the pure part, which is all that the engine is given."""
    return {code: indicator.definition for code, indicator in indicators().items()}
