"""No string without its Chinese: collects every marked string afresh, in a copy, and looks each one up.

Finds what is missing, empty, fuzzy, or whose placeholders differ. Needs gettext; without it the check is skipped with
the command that installs it, except in CI.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
CATALOG = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
ADDRESSES = ("你", "您")
RESIDENTS = ("templates/residents/", "evidence/surveys/inviting/resident", "evidence/surveys/campaigns/resident")
"""Who is spoken to and not only told: nobody else is addressed."""
INSTALL = "sudo apt-get install -y gettext"
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "static", "tests", "docs", "bench")


def main() -> int:
    """Print each untranslated string; their number decides the exit code."""
    if not shutil.which("xgettext"):
        print(f"gettext is missing, translations were not checked; install it with: {INSTALL}")
        return bool(os.environ.get("CI"))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "portal"
        shutil.copytree(CHECKOUT, copy, ignore=LEFT_OUT)
        findings = sorted(findings_of(collected_afresh(copy)))
    print("\n".join(findings[:200]))
    return bool(findings)


def collected_afresh(copy: Path) -> Catalog:
    """The catalog with exactly the strings that the source marks now."""
    command = [sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE, "--no-obsolete", "--verbosity=0"]
    subprocess.run(command, cwd=copy, check=True)
    with (copy / CATALOG).open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def findings_of(catalog: Catalog) -> Iterator[str]:
    """One line per string that a Chinese reader would meet in English or broken."""
    for message in catalog:
        if message.id:
            where = ", ".join(f"{path}:{line}" for path, line in message.locations[:2])
            yield from (f"{where}: {wrong}: {message.id!r}" for wrong in wrongs_of(message, catalog))


def wrongs_of(message: Message, catalog: Catalog) -> Iterator[str]:
    """What is wrong with one string."""
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    if message.fuzzy:
        yield "fuzzy"
    elif not all(strings):
        yield "not translated"
    elif _is_addressed(strings) and not _is_for_residents(message):
        yield f"only residents are addressed as {' or '.join(ADDRESSES)}"
    else:
        yield from (str(error) for error in message.check(catalog))


def _is_addressed(strings: Iterable[str | None]) -> bool:
    return any(word in (string or "") for word in ADDRESSES for string in strings)


def _is_for_residents(message: Message) -> bool:
    """Whether nobody else reads it."""
    return all(path.removeprefix("./").startswith(RESIDENTS) for path, _line in message.locations)


if __name__ == "__main__":
    sys.exit(main())
