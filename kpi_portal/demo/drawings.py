"""Pictures that the demo's people attach, drawn here: a banner of thanks, a wet spot on a ceiling."""

import struct
import zlib
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from kpi_portal.lib import attachments

WIDTH, HEIGHT = 180, 270
Colour = tuple[int, int, int]
RED, GOLD, PAINT, WET = (188, 24, 36), (232, 184, 72), (236, 234, 228), (186, 172, 140)


def banner() -> SimpleUploadedFile:
    """A red banner with a golden edge and two columns where its words stand."""
    return _taken("锦旗.png", _on_banner)


def wet_ceiling() -> SimpleUploadedFile:
    """A spot that has spread."""
    return _taken("天花渗水.png", _on_ceiling)


def _on_banner(x: int, y: int) -> Colour:
    is_edge = min(x, WIDTH - x, y) < 10 or (y > HEIGHT - 30 and x // 4 % 2 == 0)
    is_written = 50 < y < 220 and y % 34 < 24 and (58 < x < 80 or 100 < x < 122)
    return GOLD if is_edge or is_written else RED


def _on_ceiling(x: int, y: int) -> Colour:
    return WET if (x - 96) ** 2 + ((y - 120) * 2 // 3) ** 2 < 55**2 else PAINT


def _taken(name: str, colour: Callable[[int, int], Colour]) -> SimpleUploadedFile:
    rows = b"".join(b"\0" + bytes(part for x in range(WIDTH) for part in colour(x, y)) for y in range(HEIGHT))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)
    sent: Any = SimpleUploadedFile(name, data)
    return attachments.taken(sent)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
