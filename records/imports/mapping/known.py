"""Profiles that are there already: what was used last for a source, and those that the portal brings along."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from kpi_portal.lib.tables.table import column_key
from records.imports.kinds import all_kinds
from records.models import SourceProfile

from .entries import named_by

FEWEST = 3
"""Columns that a profile must name before a file can be known by it."""


def fitting(headings: Sequence[str], kinds: Collection[str], source: str) -> tuple[Mapping[str, Any], str]:
    """The profile that this file was made for, and where it is from: `remembered` of a source whose last file had these
    very headings, else the `shipped` one of which all columns are there, of several the one that names most. Empty
    without one: a file that is merely like another source's is not taken for it, because its numbers name orders; only
    who names the `source` gets its profile where the columns are there."""
    keys = {column_key(heading) for heading in headings if heading}
    for found in SourceProfile.objects.filter(kind__in=kinds).order_by("-changed_at"):
        same = keys == {column_key(heading) for heading in found.headings}
        if (same and source in ("", found.source)) or (source == found.source and named(found.document) <= keys):
            return found.document, "remembered"
    brought = [one for one in shipped() if one["kind"] in kinds and len(named(one)) >= FEWEST and named(one) <= keys]
    return (max(brought, key=lambda one: len(named(one))), "shipped") if brought else ({}, "")


def named(document: Mapping[str, Any]) -> frozenset[str]:
    """The columns that a profile names, as headings are compared."""
    return frozenset(column_key(column) for entry in document.get("fields", {}).values() for column in named_by(entry))


@cache
def shipped() -> tuple[Mapping[str, Any], ...]:
    """The profiles of well-known systems: they lie beside the kinds that they are for."""
    homes = [Path(str(sys.modules[type(kind).__module__].__file__)).parent for kind in all_kinds().values()]
    folders = dict.fromkeys(folder / "profiles" for home in homes for folder in (home, home.parent))
    paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    return tuple(tomllib.loads(path.read_text("utf-8")) for path in paths)
