"""Where an order is from, as it is typed on a phone: ``6-2-1103``, ``6 栋 2 单元 1103``, 地下车库 B-217."""

import re
import unicodedata
from typing import NamedTuple

from kpi_portal.lib.names import tidy
from people.models import Building, Site

AFTER_NUMBER = re.compile(r"#?0*(\d+)\s*(?:号楼|[-—–/#栋幢座楼]|\s|$)\s*(.*)")
NUMBER = re.compile(r"\d+")
BETWEEN = " -—–/,，、"


class Place(NamedTuple):
    """A building of the site, where one was understood, and what stands behind it."""

    building: Building | None
    room: str


def find_place(site: Site, text: str) -> Place:
    """The building whose name the text begins with, or whose number it begins with; else the whole text is the room."""
    said = tidy(unicodedata.normalize("NFKC", text))
    buildings = sorted(site.buildings.all(), key=lambda building: -len(building.name))
    packed = said.replace(" ", "").casefold()
    for building in buildings:
        name = unicodedata.normalize("NFKC", building.name).replace(" ", "").casefold()
        if packed.startswith(name):
            return Place(building, _behind(said, name))
    numbered = AFTER_NUMBER.fullmatch(said)
    of_number = [building for building in buildings if numbered and NUMBER.findall(building.name) == [numbered[1]]]
    if numbered and len(of_number) == 1:
        return Place(of_number[0], numbered[2].strip(BETWEEN))
    return Place(None, said)


def names_no_building(place: Place) -> bool:
    """Whether it begins like the number of a building, and the site has none such: most likely a slip."""
    return place.building is None and AFTER_NUMBER.fullmatch(place.room) is not None


def _behind(said: str, name: str) -> str:
    """What follows the name, whose blanks do not count."""
    left = len(name)
    for place, letter in enumerate(said):
        if left == 0:
            return said[place:].strip(BETWEEN)
        left -= letter != " "
    return ""
