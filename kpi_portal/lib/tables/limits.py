"""How much a file may hold. Far above any month of a property company, far below what hurts the machine."""

COLUMNS = 512
CELL_CHARACTERS = 1_000_000
LINE_CHARACTERS = 8_000_000
MEGABYTE = 1 << 20
TEXT_BYTES = 2_048 * MEGABYTE
"""An unpacked CSV."""
WORKBOOK_BYTES = 512 * MEGABYTE
"""All parts of an XLSX together, unpacked."""
WORKBOOK_CELLS = 24_000_000
"""The rectangle from A1 to the last cell: the reader allocates all of it, filled or not."""
SUSPICIOUS_BYTES = 48 * MEGABYTE
SUSPICIOUS_RATIO = 120
"""A file that unpacks to more than `SUSPICIOUS_BYTES` and to more than this many times its packed size is a bomb."""


def too_large(packed: int, unpacked: int, ceiling: int) -> bool:
    """True if `unpacked` bytes out of `packed` ones are no honest table."""
    return unpacked > ceiling or (unpacked > SUSPICIOUS_BYTES and unpacked > packed * SUSPICIOUS_RATIO)
