"""Reading the keys of a profile with their types checked: every mistake is a sentence that names the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def unusable(sentence: str | _StrPromise, **params: object) -> Refused:
    """A profile that cannot be used; the sentence names the key and says what is allowed."""
    return Refused(sentence, code="profile", params=params)


class Keys:
    """The keys of one table of a profile, read with their types checked."""

    def __init__(self, table: Mapping[str, Any], prefix: str) -> None:
        self._table = table
        self._prefix = prefix

    def _error(self, key: str, wanted: str | _StrPromise) -> Refused:
        sentence, found = _("%(key)s: expected %(wanted)s, found %(found)s."), repr(self._table.get(key))
        return unusable(sentence, key=self._prefix + key, wanted=wanted, found=found)

    def refuse_unknown(self, known: frozenset[str]) -> None:
        """Raise if a key is not among the `known` ones."""
        for key in self._table:
            if key not in known:
                sentence = _("The key “%(key)s” is not known; allowed are: %(allowed)s.")
                raise unusable(sentence, key=self._prefix + key, allowed=", ".join(sorted(known)))

    def text(self, key: str, *, required: bool = False, limit: int = 200) -> str:
        """A text, empty if absent."""
        value = self._table.get(key, "")
        if not isinstance(value, str) or len(value) > limit or "\0" in value:
            raise self._error(key, _("a text in quotes"))
        if required and not value.strip():
            raise unusable(_("The key “%(key)s” is missing."), key=self._prefix + key)
        return value.strip()

    def texts(self, key: str) -> list[str]:
        """A list of texts; a single text counts as a list of one."""
        value = self._table.get(key, [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(entry, str) and len(entry) <= 200 for entry in value):
            raise self._error(key, _("a list of texts"))
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number within limits."""
        value = self._table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._error(key, _("a whole number from %(low)s to %(high)s") % {"low": low, "high": high})
        return value

    def yes(self, key: str, *, default: bool) -> bool:
        """true or false."""
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            raise self._error(key, _("true or false"))
        return value

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of a few words; the first is the default."""
        value = self._table.get(key, allowed[0])
        if value not in allowed:
            raise self._error(key, _("one of %(allowed)s") % {"allowed": ", ".join(allowed)})
        return str(value)

    def some_of(self, key: str, allowed: tuple[str, ...]) -> list[str]:
        """A list out of a few words."""
        values = self.texts(key)
        if not set(values) <= set(allowed):
            raise self._error(key, _("some of %(allowed)s") % {"allowed": ", ".join(allowed)})
        return values

    def conditions(self, key: str) -> dict[str, frozenset[str]]:
        """A table of column to the words that it must hold, case-folded; a single word counts as a list of one."""
        value = self._table.get(key, {})
        if not isinstance(value, dict):
            raise self._error(key, _('a table of columns and words, such as {Resolved = "Y"}'))
        inner = Keys(value, f"{self._prefix}{key}.")
        return {column: frozenset(word.strip().casefold() for word in inner.texts(column)) for column in value}

    def words(self, key: str) -> dict[str, str] | None:
        """A table of text to text, keys case-folded; None if absent."""
        if key not in self._table:
            return None
        value = self._table[key]
        if not isinstance(value, dict) or not all(isinstance(code, str) for code in value.values()):
            raise self._error(key, _('a table of texts, such as {Closed = "archived"}'))
        return {word.strip().casefold(): code for word, code in value.items()}
