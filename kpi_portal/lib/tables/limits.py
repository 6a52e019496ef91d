"""How much a file may hold, and what reading one may cost. Far above any month of a property company, far below what
hurts the machine."""

MEGABYTE = 1 << 20

COLUMNS = 512
COLUMN_NAME_CHARACTERS = 200
ROWS = 1_048_576
"""As many as a worksheet has; empty ones count, reading them takes as long."""
CELL_CHARACTERS = 1_000_000
LINE_CHARACTERS = 2_000_000
RECORD_CHARACTERS = LINE_CHARACTERS
"""Of all lines that quotation marks hold together."""
DELIMITERS_IN_A_LINE = 100_000
"""A line with more of them is no row of a table, quoted or not; it is not even split."""
TEXT_BYTES = 2_048 * MEGABYTE
"""An unpacked CSV."""

WORKBOOK_BYTES = 512 * MEGABYTE
"""All parts of an XLSX together, unpacked."""
OLD_WORKBOOK_BYTES = 64 * MEGABYTE
"""An .xls, which is read whole."""
WORKBOOK_CELLS = 24_000_000
"""The rectangle from A1 to the last cell."""
MERGED_CELLS = 200_000
MERGED_CHARACTERS = 10_000_000
"""That merged cells say for the rows that they cover."""
"""Ranges of merged cells in one sheet."""
WORKBOOK_CELL_CHARACTERS = 32_767
"""What Excel itself keeps in a cell."""
WORKBOOK_STRINGS = 1_500_000
"""Entries of the table of shared strings."""
WORKBOOK_CHARACTERS = 200_000_000
"""Of all cells together: a shared string counts as often as it is shown."""
SHEET_ROWS, SHEET_COLUMNS = ROWS, 16_384

DIRECTORY_BYTES = MEGABYTE
"""The list of members of an archive: some ten thousand of them."""
SUSPICIOUS_BYTES = 16 * MEGABYTE
SUSPICIOUS_RATIO = 120
"""A file that unpacks to more than `SUSPICIOUS_BYTES` and to more than this many times its packed size is a bomb."""

CHILD_MEMORY = 512 * MEGABYTE
"""Address space of the process that reads."""
CHILD_CPU_S = 120
CHILD_SILENCE_S = 180
"""How long nothing at all may come from it."""


def too_large(packed: int, unpacked: int, ceiling: int) -> bool:
    """True if `unpacked` bytes out of `packed` ones are no honest table."""
    return unpacked > ceiling or (unpacked > SUSPICIOUS_BYTES and unpacked > packed * SUSPICIOUS_RATIO)
