"""A profile as the text of a TOML file: what is downloaded from the mapping page, and what the command reads."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def as_toml(document: Mapping[str, Any]) -> str:
    """The document, one key a line, the fields last; read again it is the same."""
    head = [f"{_key(key)} = {_value(value)}" for key, value in document.items() if key != "fields"]
    fields = [f"{_key(name)} = {_value(entry)}" for name, entry in document.get("fields", {}).items()]
    return "\n".join([*head, "", "[fields]", *fields, ""])


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    # JSON writes texts, whole numbers, true and false as TOML does, but for one character
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else _value(key)
