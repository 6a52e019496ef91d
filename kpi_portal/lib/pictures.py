"""Pictures without what is noted beside them: where they were taken, with which device, by whom, and what was appended.

The picture itself is copied byte for byte. Which way up a JPEG is stays, since a phone turns nothing itself.
"""

import struct
import zlib
from collections.abc import Callable, Iterator

PNG = b"\x89PNG\r\n\x1a\n"
ORIENTATION = 0x0112


class Damaged(ValueError):
    """It does not hold what its first bytes promise, or ends too soon."""


def kind_of(start: bytes) -> str:
    """The content type of a picture that every browser shows, by its first twelve bytes; else empty."""
    if start.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if start.startswith(PNG):
        return "image/png"
    return "image/webp" if start[:4] == b"RIFF" and start[8:12] == b"WEBP" else ""


def jpeg(data: bytes) -> bytes:
    """Segments that the picture needs: all but those of programs, except JFIF, colour profile and Adobe's. Raises
    Damaged."""
    kept, turned = [b"\xff\xd8"], 1
    for marker, part in _segments(data):
        if marker == 0xE1 and part[4:10] == b"Exif\0\0":
            turned = _orientation(part[10:]) or turned
        elif not _is_beside(marker, part):
            kept.append(part)
    if turned != 1:
        kept.insert(1, _only_turned(turned))
    return b"".join(kept)


def _is_beside(marker: int, part: bytes) -> bool:
    if marker == 0xE2:
        return part[4:15] != b"ICC_PROFILE"
    return marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in (0xE0, 0xEE))


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment up to the end of the picture; what follows a scan's head belongs to it."""
    at = 2
    while True:
        if at + 2 > len(data) or data[at] != 0xFF:
            raise Damaged
        marker = data[at + 1]
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if marker == 0xD9:
            yield marker, data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end < at + 4 or end > len(data):
            raise Damaged
        end = _end_of_scan(data, end) if marker == 0xDA else end
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands that is neither an escaped byte nor one of the scan's own."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7 and following != 0xFF:
            return at
        at += 1 if following == 0xFF else 2
    raise Damaged


def _orientation(tiff: bytes) -> int:
    """Which way up, 1 to 8; 0 where it is not said or cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(first + 2, first + 2 + 12 * count, 12):
            tag, kind, _number, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == ORIENTATION and kind == 3:
                return value if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _only_turned(turned: int) -> bytes:
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff


def png(data: bytes) -> bytes:
    """Chunks but for texts, times and EXIF; nothing after the last. Raises Damaged."""
    kept, at = [PNG], len(PNG)
    while True:
        head = data[at : at + 8]
        if len(head) < 8:
            raise Damaged
        end = at + 12 + int.from_bytes(head[:4], "big")
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise Damaged
        if head[4:] not in {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}:
            kept.append(data[at:end])
        if head[4:] == b"IEND":
            return b"".join(kept)
        at = end


def webp(data: bytes) -> bytes:
    """Chunks but for EXIF and XMP, and a head that does not promise them. Raises Damaged."""
    kept, at, whole = [], 12, 8 + int.from_bytes(data[4:8], "little")
    if whole > len(data) + 1:
        raise Damaged
    while at + 8 <= min(whole, len(data)):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        part = data[at : at + 8 + size]
        if len(part) < 8 + size:
            raise Damaged
        if name == b"VP8X" and size:
            part = part[:8] + bytes([part[8] & ~0x0C]) + part[9:]
        if name not in {b"EXIF", b"XMP "}:
            kept.append(part + b"\0" * (size % 2))
        at += 8 + size + size % 2
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


CLEANERS: dict[str, Callable[[bytes], bytes]] = {"image/jpeg": jpeg, "image/png": png, "image/webp": webp}
