"""XML read once from front to back: each element is told to whoever asked for it, nothing is kept, nothing is looked
at twice. A document type definition (the door to entity bombs) an element longer than a megabyte and
elements without an end are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from xml.parsers import expat

from . import limits
from .table import TableError

Start = Callable[[dict[str, str]], None]
End = Callable[[], None]
DIFFERENT_NAMES = 10_000
DEEPEST = 64


class _ByName(dict[str, "Callable[..., None] | None"]):
    """Handlers by the names as they stand in the file; a namespace's prefix is looked past once for each name."""

    def __init__(self, handlers: Mapping[str, Callable[..., None]]) -> None:
        super().__init__(handlers)
        self._handlers = handlers

    def __missing__(self, name: str) -> Callable[..., None] | None:
        if len(self) > DIFFERENT_NAMES:
            raise TableError("damaged")
        found = self[name] = self._handlers.get(name.rpartition(":")[2])
        return found


def read_xml(
    chunks: Iterable[bytes],
    starts: Mapping[str, Start],
    ends: Mapping[str, End] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Feed the document to the handlers, yielding after each chunk. Raises `TableError` where it is not well-formed."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_definition
    _handle_elements(parser, _ByName(starts), _ByName(ends or {}))
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > limits.MEGABYTE:
                raise TableError("damaged")
            yield
        parser.Parse(b"", True)
    except TableError:
        raise
    except (expat.ExpatError, LookupError, ValueError):  # not well-formed, or in an encoding that is not read
        raise TableError("damaged") from None
    yield


def _handle_elements(parser: expat.XMLParserType, starting: _ByName, ending: _ByName) -> None:
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise TableError("damaged")
        handler = starting[name]
        if handler is not None:
            handler(attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler = ending[name]
        if handler is not None:
            handler()

    parser.StartElementHandler = start
    parser.EndElementHandler = end


def _refuse_definition(*_: object) -> None:
    raise TableError("damaged")
