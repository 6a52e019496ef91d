"""The tables of docs/import-kinds.md, made from the kinds: nobody writes them, a test compares them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import override

from .describing import form_of
from .fields import LANGUAGES, Field
from .kinds import Kind, all_kinds

BLOCK = re.compile(r"(<!-- fields of (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
HEAD = "| field | heading | needed | form | also found under | meaning |\n|---|---|---|---|---|---|\n"
PLACE = re.compile(r"_(\d+)$")


def with_tables(text: str) -> str:
    """The document with the tables of its kinds as they are now."""
    kinds = all_kinds()
    return BLOCK.sub(lambda block: block[1] + table_of(kinds[block[2]]) + block[3], text)


def described_in(text: str) -> list[str]:
    """Codes of the kinds whose tables the document holds."""
    return [code for _start, code, _end in BLOCK.findall(text)]


def table_of(kind: Kind) -> str:
    """The fields of a kind as a table, in English."""
    with override("en"):
        return HEAD + "".join(f"| {' | '.join(_cells(field, kind))} |\n" for field in _once(kind))


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
