"""The tables of docs/import-kinds.md and docs/import-profiles.md: made from the code, compared by a test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import override

from .describing import form_of
from .fields import LANGUAGES, Field
from .kinds import Kind, all_kinds
from .mapping.known import shipped
from .profile_reference import ENTRY, TOP

BLOCK = re.compile(r"(<!-- (fields|keys) of ([\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
HEAD = "| field | heading | needed | form | also found under | meaning |\n|---|---|---|---|---|---|\n"
PLACE = re.compile(r"_(\d+)$")


def with_tables(text: str) -> str:
    """The document with its tables as they are now."""
    return BLOCK.sub(lambda block: block[1] + _table(block[2], block[3]) + block[4], text)


def _table(what: str, of: str) -> str:
    if what == "fields":
        return table_of(all_kinds()[of])
    return _KEYS[of]()


def described_in(text: str) -> list[str]:
    """Codes of the kinds whose tables the document holds."""
    return [of for _start, what, of, _end in BLOCK.findall(text) if what == "fields"]


def table_of(kind: Kind) -> str:
    """The fields of a kind as a table, in English."""
    with override("en"):
        return HEAD + "".join(f"| {' | '.join(_cells(field, kind))} |\n" for field in _once(kind))


def _keys_of_a_profile() -> str:
    rows = (f"| `{name}` | {_plain(key.meaning)} | {_plain(key.default)} |\n" for name, key in TOP.items())
    return "| key | meaning | default |\n|---|---|---|\n" + "".join(rows)


def _keys_of_an_entry() -> str:
    rows = (f"| `{name}` | {_plain(meaning)} |\n" for name, meaning in ENTRY.items())
    return "| key | meaning |\n|---|---|\n" + "".join(rows)


def _known_systems() -> str:
    """The profiles that the portal brings, so that their files are recognised when they are uploaded."""
    with override("en"):
        rows = [
            f"| {_plain(one['title'])} | {all_kinds()[one['kind']].label} | `{one['source']}` |\n" for one in shipped()
        ]
    return "| export | kind | source |\n|---|---|---|\n" + "".join(rows)


_KEYS = {"a profile": _keys_of_a_profile, "an entry": _keys_of_an_entry, "known systems": _known_systems}


def _once(kind: Kind) -> Iterator[Field]:
    """Of fields that are there ten times, the first."""
    for field in kind.fields:
        place = PLACE.search(field.name)
        if place is None or place[1] == "1":
            yield field


def _cells(field: Field, kind: Kind) -> list[str]:
    names = " / ".join(dict.fromkeys(_heading(field, language) for language in LANGUAGES))
    needed = "yes" if field.required else ""
    aliases = ", ".join(field.aliases)
    return [_code(field, kind), names, needed, form_of(field), aliases, _plain(str(field.help))]


def _heading(field: Field, language: str) -> str:
    with override(language):
        return str(field.label)


def _code(field: Field, kind: Kind) -> str:
    stem = PLACE.sub("", field.name)
    last = max((int(found[1]) for one in kind.fields if (found := PLACE.search(one.name))
                and PLACE.sub("", one.name) == stem), default=1)  # fmt: skip
    return f"`{field.name}`" if last == 1 else f"`{field.name}` … `{stem}_{last}`"


def _plain(text: str) -> str:
    return text.replace("|", "\\|")
