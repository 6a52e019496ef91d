"""The process that reads a file: ``python -m kpi_portal.lib.tables.child '{"header_row": 1, …}' < FILE``.

It imports the standard library and its neighbours (for an old workbook xlrd too), limits itself before it looks at the
first byte, and writes what `wire` describes. Whatever a file does to it, its owner (`apart`) lives on.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from collections import deque
from typing import Any, BinaryIO

from . import limits, wire
from .opening import open_here
from .table import TableError


class _Positioned(io.RawIOBase):
    """A file read at places of our own: whoever handed it over may be reading it too."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        count = os.preadv(self._descriptor, [buffer], self._place)
        self._place += count
        return count

    def seek(self, place: int, whence: int = io.SEEK_SET, /) -> int:
        origin = (0, self._place, os.fstat(self._descriptor).st_size)[whence]
        self._place = max(0, origin + place)
        return self._place

    def tell(self) -> int:
        return self._place


def main() -> None:
    """Read standard input, write the table to standard output."""
    _limit_ourselves()
    options = json.loads(sys.argv[1])
    sys.path.append(options.pop("packages"))  # behind everything else: the reader of old workbooks lies there
    wanted = {name: options.pop(name, False) for name in ("whole", "survey")}
    out = sys.stdout.buffer
    stream: Any = io.BufferedReader(_Positioned(0))
    try:
        if "glimpses" in options:
            from . import glimpsing

            out.writelines(glimpsing.every_sheet(stream, options, **options.pop("glimpses")))
        else:
            _write(stream, out, options, **wanted)
    except TableError as problem:
        out.write(wire.refusal(problem))
    except MemoryError:
        out.write(wire.refusal(TableError("too_much_memory")))
    except BrokenPipeError:
        os._exit(0)  # nobody wants the rest
    out.flush()


def _write(stream: BinaryIO, out: BinaryIO, options: dict[str, Any], *, whole: bool, survey: bool) -> None:
    with open_here(stream, **options) as table:
        if whole:
            deque(table.rows(), maxlen=0)
        out.write(wire.head(table))
        out.flush()
        if survey:
            from . import surveying

            out.write(wire.survey(surveying.survey(table)))
            return
        for portion in wire.portions(table):
            out.write(portion)
        out.write(wire.end())
        out.flush()


def _limit_ourselves() -> None:
    ceilings = {
        resource.RLIMIT_AS: limits.CHILD_MEMORY,
        resource.RLIMIT_CPU: limits.CHILD_CPU_S,
        resource.RLIMIT_FSIZE: limits.TEXT_BYTES + limits.MEGABYTE,
        resource.RLIMIT_CORE: 0,
    }
    for kind, ceiling in ceilings.items():
        _soft, hard = resource.getrlimit(kind)
        lowest = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(kind, (lowest, lowest))


if __name__ == "__main__":
    main()
