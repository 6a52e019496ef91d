"""Pictures as a phone takes them."""

import io

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base


def picture(kind: str, *, turned: int = 1, noted: bool = False) -> bytes:
    """A small picture; ``noted``: with place, device and words beside it."""
    shown = Image.new("RGB", (16, 8))
    shown.putdata([(x * 15, 80, 255 - x * 15) for _y in range(8) for x in range(16)])
    exif = Image.Exif()
    if noted:
        exif[Base.Model] = "SECRET-PHONE"
        exif[Base.Orientation] = turned
        exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (31.0, 13.0, 50.0)
    stream = io.BytesIO()
    shown.save(stream, kind, **({"exif": exif} if noted else {}))
    return stream.getvalue()


PNG = picture("PNG")
