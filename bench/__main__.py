"""python -m bench [--quick] [NAME …]: every ratio of PROMISES, "Speed and scale", measured in one run."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

import django

from bench.ratio import Ratio
from kpi_portal import embedded

MODULES = ("imports", "close", "pdf")
"""Modules of this folder with a function `measure(*, quick: bool) -> Ratio`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table; 1 where a ratio misses its target, else 0."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these of: {', '.join(MODULES)}")
    parser.add_argument("--quick", action="store_true", help="20,000 orders, 200 agents: a minute instead of many")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(MODULES)
    if unknown:
        parser.error(f"there is no ratio called {', '.join(sorted(unknown))}")
    _set_up()
    found = [_measured(name, quick=options.quick) for name in options.names or MODULES]
    print(_table(found))
    return 0 if all(ratio.is_kept for ratio in found) else 1


def _set_up() -> None:
    """Servers and Django; the modules are imported after this."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")
    embedded.ensure_for_development()
    django.setup()


def _measured(name: str, *, quick: bool) -> Ratio:
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    module = importlib.import_module(f"bench.{name}")
    ratio: Ratio = module.measure(quick=quick)
    return ratio


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
    return "\n".join([line.rstrip() for line in lines] + [f"{cores} cores; wall or CPU time as each ratio says."])


if __name__ == "__main__":
    sys.exit(main())
