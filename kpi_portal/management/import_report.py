"""What came of an import as lines of text: the summary and the causes of the page, in one language."""

from collections.abc import Iterator

from records.imports.causes import Cause, Place, causes
from records.imports.problems import Severity
from records.imports.summary import Summary, summary
from records.models import Batch


def told(batch: Batch) -> Iterator[str]:
    """What storing moves (IMPORTS §4, 15), what matters most first."""
    found = summary(batch)
    if found is not None:
        yield from found.sentences
        yield from _numbers(found)


def _numbers(found: Summary) -> Iterator[str]:
    for line in found.moved:
        place = f"{line.sheet}: " if line.sheet else ""
        yield f"{line.number:>9}  {place}{line.matter.label}"
    for made in found.made:
        more = f", … {made.number - len(made.names)} more" if made.number > len(made.names) else ""
        yield f"{made.number:>9}  {made.label} that the file makes up: {', '.join(made.names)}{more}"
    for month in found.months:
        yield f"  {month.month} ({month.state}): {', '.join(month.sentences)}"


def caused(batch: Batch) -> Iterator[str]:
    """What is wrong with rows, by cause, as the page groups it: errors, then warnings."""
    for severity in (Severity.ERROR, Severity.WARNING):
        for cause in causes(batch, severity):
            yield from _cause(cause, "" if severity is Severity.ERROR else "warning, ")


def _cause(cause: Cause, severity: str) -> Iterator[str]:
    if cause.rows == 1 or cause.lines:
        for place in cause.first:
            yield f"  {severity}{_place(cause, place)}: {place.sentence}"
        if cause.rows > len(cause.first):
            yield f"      … {cause.rows - len(cause.first)} more rows"
        return
    column = f", {cause.column}" if cause.column else ""
    yield f"  {severity}{cause.rows} rows{column}: {cause.sentence}"
    words = " · ".join(f"“{value}” × {rows}" for value, rows in cause.values)
    yield f"      {words}{f' · … {cause.more} more' if cause.more else ''}"
    more = ", …" if cause.rows > len(cause.first) else ""
    yield f"      {', '.join(f'row {place.row}' for place in cause.first)}{more}"


def _place(cause: Cause, place: Place) -> str:
    found = ", ".join(filter(None, [f"row {place.row}", cause.column]))
    return f"{found} “{place.value}”" if place.value else found
