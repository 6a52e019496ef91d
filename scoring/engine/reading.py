"""Reads a JSON tree part by part and collects what is wrong, so that an author sees every fault at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from scoring.engine.definition import Text
from scoring.engine.problems import Problem

T = TypeVar("T")

_ZERO = Decimal(0)


@dataclass
class Reader:
    """One object of the document; ``where`` is its path. Faults go to ``problems``, a stand-in value is returned."""

    tree: dict[str, Any]
    where: str
    problems: list[Problem]
    seen: set[str] = field(default_factory=set)

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value:
            return self._fault("not_text", key, "")
        return value

    def words(self, key: str) -> Text:
        """A text in both languages: ``{"zh": …, "en": …}``."""
        inner = self.part(key)
        words = Text(inner.text("zh"), inner.text("en"))
        inner.finish()
        return words

    def number(self, key: str) -> Decimal:
        value = self._take(key)
        plain = isinstance(value, str) and value.removeprefix("-").replace(".", "", 1)
        if not (plain and plain.isascii() and plain.isdigit() and value[-1] != "."):
            return self._fault("not_number", key, _ZERO)
        return Decimal(value)

    def count(self, key: str) -> int:
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return self._fault("not_count", key, 0)
        return value

    def choice(self, key: str, choices: tuple[T, ...]) -> T:
        value = self._take(key)
        for choice in choices:
            if choice == value:
                return choice
        return self._fault("not_choice", key, choices[0], choices=", ".join(map(str, choices)))

    def part(self, key: str) -> "Reader":
        """The object under ``key``; an empty one after a fault."""
        value = self._take(key)
        if not isinstance(value, dict):
            value = self._fault("not_object", key, {})
        return Reader(value, self._path(key), self.problems)

    def parts(self, key: str, read: Callable[["Reader"], T]) -> tuple[T, ...]:
        """``read`` applied to every object of the list under ``key``."""
        value = self._take(key)
        if not isinstance(value, list):
            value = self._fault("not_list", key, [])
        return tuple(read(self._item(key, index, item)) for index, item in enumerate(value, 1))

    def has(self, key: str) -> bool:
        return key in self.tree

    def finish(self) -> None:
        """Names every key that nobody asked for: a misspelt parameter must not be silently ignored."""
        for key in self.tree.keys() - self.seen:
            self.problems.append(Problem("unknown_key", {"where": self._path(key)}))

    def _item(self, key: str, index: int, item: object) -> "Reader":
        where = f"{self._path(key)}[{index}]"
        if not isinstance(item, dict):
            self.problems.append(Problem("not_object", {"where": where}))
        return Reader(item if isinstance(item, dict) else {}, where, self.problems)

    def _take(self, key: str) -> Any:
        self.seen.add(key)
        return self.tree.get(key)

    def _fault(self, code: str, key: str, stand_in: T, **params: str) -> T:
        code = code if key in self.tree else "missing"
        self.problems.append(Problem(code, {"where": self._path(key), **params}))
        return stand_in

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key
