"""Cut the fonts of the printed card out of Debian's Noto Sans CJK: once at set-up, 4 seconds, as any user.

The daily characters (GB 2312) and the remaining ones become two families, regular and bold each: a PDF that embeds
from the small file is made in half the time. Only what horizontal text uses stays: the forms of other languages and of
vertical text would double the files. The second call finds fonts made by this very file and returns.
"""

import hashlib
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kpi_portal.lib.fonts import FAMILY, FAMILY_OF_RARE_CHARACTERS
from kpi_portal.lib.paths import home_from_environment

PACKAGE = "fonts-noto-cjk"
FACES = Path("usr/share/fonts/opentype/noto")
WEIGHTS = {400: "NotoSansCJK-Regular.ttc", 700: "NotoSansCJK-Bold.ttc"}
SIMPLIFIED_CHINESE = 2  # index in the collection
UNUSED_TABLES = (b"vhea", b"vmtx", b"VORG", b"BASE", b"DSIG")  # vertical writing and a broken signature
FEATURES = (b"ccmp", b"kern", b"liga", b"locl", b"mark")
LEGAL_NAMES = (0, 13, 14)  # copyright, licence, licence address
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


def main() -> None:
    """Prepare the fonts of this home unless they are there."""
    folder = home_from_environment() / "fonts"
    recipe = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    if (folder / "recipe").exists() and (folder / "recipe").read_text() == recipe:
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        with font_package() as package:
            for weight, name in WEIGHTS.items():
                cut_both_families(package / FACES / name, weight, Path(unfinished))
        Path(unfinished, "fonts.conf").write_text(FONTCONFIG.format(folder=folder))
        Path(unfinished, "recipe").write_text(recipe)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(unfinished, folder)


@contextmanager
def font_package() -> Iterator[Path]:
    """The root below which the package's files lie: the system's, or a folder it is unpacked in without root."""
    if all((Path("/") / FACES / name).exists() for name in WEIGHTS.values()):
        yield Path("/")
        return
    with tempfile.TemporaryDirectory() as folder:
        print(f"  downloading {PACKAGE} (57 MB)", flush=True)
        command = ["apt-get", "download", "-q", PACKAGE]
        if subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL).returncode:
            sys.exit(f"  {PACKAGE} cannot be downloaded; install it with: sudo apt-get install -y {PACKAGE}")
        archive = next(Path(folder).glob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", archive, folder], check=True)
        yield Path(folder)


def cut_both_families(source: Path, weight: int, folder: Path) -> None:
    """Write the daily and the rare characters of one weight."""
    face = hb.Face(hb.Blob.from_file_path(str(source)), SIMPLIFIED_CHINESE)
    present = set(face.unicodes)
    daily = daily_characters() & present
    for family, characters in ((FAMILY, daily), (FAMILY_OF_RARE_CHARACTERS, present - daily)):
        path = folder / f"{family.replace(' ', '')}-{weight}.otf"
        path.write_bytes(subset(without_languages(subset(face, characters)), characters))
        rename(path, family, bold=weight == 700)


def daily_characters() -> set[int]:
    """GB 2312 with Latin, punctuation and full-width forms."""
    characters = {*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2040), *range(0x3000, 0x3020)}
    characters |= {*range(0xFF00, 0xFFEF), 0x2212}  # full-width forms; the minus sign of formulas
    pairs = (bytes([high, low]) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return characters | {ord(text) for pair in pairs if (text := pair.decode("gb2312", "ignore"))}


def subset(face: hb.Face, characters: set[int]) -> bytes:
    """The font file with these characters only."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update(characters)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.DESUBROUTINIZE
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(map(_tag, UNUSED_TABLES))
    features = wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.clear()
    features.update(map(_tag, FEATURES))
    data: bytes = hb.subset(face, wanted).blob.data
    return data


def _tag(name: bytes) -> int:
    return int.from_bytes(name, "big")


def without_languages(data: bytes) -> hb.Face:
    """The font without the forms that it keeps for texts marked as Japanese, Korean or traditional Chinese.

    Each script's number of languages is set to nought in place (OpenType: Script table); the next cut drops the rest.
    """
    font = bytearray(data)
    for entry in range(struct.unpack_from(">H", font, 4)[0]):
        name, _sum, table, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * entry)
        if name in (b"GSUB", b"GPOS"):
            scripts = table + struct.unpack_from(">H", font, table + 4)[0]
            for number in range(struct.unpack_from(">H", font, scripts)[0]):
                script = scripts + struct.unpack_from(">H", font, scripts + 6 + 6 * number)[0]
                struct.pack_into(">H", font, script + 2, 0)
    return hb.Face(hb.Blob(bytes(font)))


def rename(path: Path, family: str, *, bold: bool) -> None:
    """Give the cut font its own name, as its licence asks, and say its weight where fontconfig looks for it."""
    font = TTFont(path, recalcTimestamp=False)
    table, style = font["name"], "Bold" if bold else "Regular"
    legal = {number: table.getDebugName(number) for number in LEGAL_NAMES}
    full = f"{family} {style}"
    names = {1: family, 2: style, 3: full, 4: full, 6: f"{family.replace(' ', '')}-{style}"}
    table.names = []
    for number, text in {**legal, **names}.items():
        if text:
            table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 700 if bold else 400
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0x61 | (0x20 if bold else 0x40)
    font["head"].macStyle = int(bold)
    font.save(path)


if __name__ == "__main__":
    main()
