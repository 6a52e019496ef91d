"""python -m bench [--quick] [NAME …]: every ratio of PROMISES, "Speed and scale", measured in one run."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

import django

from bench.ratio import Ratio
from kpi_portal import embedded
from kpi_portal.lib.collector import rest_while_loading, spare_what_is_loaded

MODULES = ("imports", "memory", "guards", "close", "everything", "growth", "lab", "pages", "pdf")
"""Modules of this folder with a function `measure(*, quick: bool) -> Sequence[Ratio]`."""
QUICK = ("imports", "close", "everything", "pages", "pdf")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table; 1 where a ratio misses its target, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of: {', '.join(MODULES)}")
    parser.add_argument("--quick", action="store_true", help="some of them, two minutes instead of many")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(MODULES)
    if unknown:
        parser.error(f"there is no ratio called {', '.join(sorted(unknown))}")
    _set_up()
    found = [
        ratio
        for name in options.names or (QUICK if options.quick else MODULES)
        for ratio in _measured(name, quick=options.quick)
    ]
    print(_table(found))
    return 0 if all(ratio.is_kept for ratio in found) else 1


def _set_up() -> None:
    """Servers and Django; the modules are imported after this. The collector as in the portal's own processes."""
    rest_while_loading()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")
    embedded.ensure_for_development()
    django.setup()
    spare_what_is_loaded()


def _measured(name: str, *, quick: bool) -> Sequence[Ratio]:
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    module = importlib.import_module(f"bench.{name}")
    ratios: Sequence[Ratio] = module.measure(quick=quick)
    return ratios


def _table(found: Sequence[Ratio]) -> str:
    """Aligned columns, one row per ratio."""
    rows = [("", "ours", "bare", "ratio", "target", "", "")]
    for ratio in found:
        figures = (f"{ratio.ours:.3f} {ratio.unit}", f"{ratio.bare:.3f} {ratio.unit}", f"{ratio.value:.2f} ×")
        rows.append((ratio.name, *figures, ratio.target, "kept" if ratio.is_kept else "MISSED", ratio.note))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[6]]) for row in rows
    ]
    cores = os.cpu_count() or 1
    load, *_ = os.getloadavg()
    end = f"{cores} cores, load {load:.1f}; wall or CPU time as each ratio says."
    return "\n".join([*(line.rstrip() for line in lines), end])


if __name__ == "__main__":
    sys.exit(main())
