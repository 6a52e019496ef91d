"""Every rule by which flags are raised: the files of this folder that have a ``RULE``."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from scoring.flags.rule import Rule


@cache
def rules() -> Mapping[str, Rule]:
    """Code → rule, by code."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return {rule.code: rule for rule in sorted((module.RULE for module in modules), key=lambda rule: rule.code)}
