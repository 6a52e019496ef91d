"""What every sentence about a row means, why it is asked and what to do: written in `help/`, one file a language.

A code without an explanation is found by a test; ``manage.py write_import_docs`` adds its empty entry.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.language import is_chinese

from .fields import LANGUAGES
from .kinds import all_kinds
from .problems import MESSAGES

FOLDER = Path(__file__).parent / "help"
EMPTY = '[{code}]\nmeans = ""\nwhy = ""\ndo = ""\n'
BEGINNINGS: dict[str, str | Promise] = {
    "missing": _("Cells"),
    "unreadable_date": _("Dates and times"),
    "too_few_cells": _("Rows"),
    "unknown_person": _("People, sites, teams"),
    "ends_before_start": _("All kinds of files"),
}
"""With which of the common codes a group begins, in the order of `MESSAGES`."""


class _Anything(dict[str, str]):
    """Stands for what a sentence names of a row."""

    def __missing__(self, name: str) -> str:
        return "…"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One sentence, with dots for what it names of a row."""

    code: str
    sentence: str
    means: str
    why: str
    do: str


def explanation(code: str) -> Explanation | None:
    """That of one code in the active language; None for one that is older than its sentence."""
    told = written(_language()).get(code)
    return Explanation(code, gettext(MESSAGES[code]) % _Anything(), **told) if told and code in MESSAGES else None


def _language() -> str:
    return "zh-hans" if is_chinese() else "en"


def groups() -> list[tuple[str, list[Explanation]]]:
    """All explanations in the active language, by what they are about."""
    language = _language()
    found: dict[str, list[Explanation]] = {}
    of_kinds = _of_kinds()
    group = ""
    for code, text in MESSAGES.items():
        group = of_kinds.get(code) or str(BEGINNINGS.get(code, group))
        sentence = gettext(text) % _Anything()
        found.setdefault(group, []).append(Explanation(code, sentence, **written(language)[code]))
    return list(found.items())


def _of_kinds() -> dict[str, str]:
    """Codes that a kind brings → its label; of several kinds the first."""
    found: dict[str, str] = {}
    for kind in all_kinds().values():
        for code in kind.messages:
            found.setdefault(code, str(kind.label))
    return found


@cache
def written(language: str) -> dict[str, dict[str, str]]:
    """By code, what the file of a language says."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def lacking(language: str) -> list[str]:
    """Codes without an explanation, or with a part of it empty."""
    all_kinds()
    known = written(language)
    return [code for code in MESSAGES if not all(known.get(code, {"means": ""}).values())]


def superfluous(language: str) -> list[str]:
    """Explanations of codes that are not there any more."""
    all_kinds()
    return [code for code in written(language) if code not in MESSAGES]


def add_empty() -> list[str]:
    """Give every code without one an empty entry in each file; which codes these were."""
    added = []
    for language in LANGUAGES:
        new = [code for code in lacking(language) if code not in written(language)]
        with (FOLDER / f"{language}.toml").open("a", encoding="utf-8") as file, override(language):
            file.writelines("\n" + EMPTY.format(code=code) for code in new)
        added += new
    written.cache_clear()
    return list(dict.fromkeys(added))
