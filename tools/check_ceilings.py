"""Ceilings that no linter counts: lines of a file, a function and a template; words of work left; a README per room."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
FILE_LINES = 300
FUNCTION_LINES = 50
TEMPLATE_LINES = 120
TEMPLATE_COLUMNS = 120
README_LINES = 30
WORK_LEFT = ("TO" + "DO", "FIX" + "ME")


def main() -> int:
    """Print what stands above a ceiling; the number of findings decides the exit code."""
    findings = [*findings_of_files(), *findings_of_rooms()]
    print("\n".join(findings))
    return bool(findings)


def findings_of_files() -> Iterator[str]:
    """What is wrong with single files."""
    for name in _project_files():
        path = CHECKOUT / name
        if path.suffix not in {".py", ".html", ".css", ".js", ".sh", ".txt"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        yield from (f"{name}: the word {word}" for word in WORK_LEFT if word in text)
        lines = text.count("\n")
        if path.suffix == ".py" and "/migrations/" not in name:
            if lines > FILE_LINES:
                yield f"{name}: {lines} lines (at most {FILE_LINES})"
            yield from findings_of_functions(name, text)
        if name.startswith("templates/"):
            yield from findings_of_templates(name, text)


def findings_of_templates(name: str, text: str) -> Iterator[str]:
    """Templates, their style sheet and mails: too long, or with lines that nobody reads to their end."""
    if text.count("\n") > TEMPLATE_LINES:
        yield f"{name}: {text.count(chr(10))} lines (at most {TEMPLATE_LINES})"
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > TEMPLATE_COLUMNS:
            yield f"{name}:{number}: {len(line)} columns (at most {TEMPLATE_COLUMNS})"


def findings_of_functions(name: str, text: str) -> Iterator[str]:
    """Functions that are too long to be read at once."""
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{name}:{node.lineno} {node.name}: {lines} lines (at most {FUNCTION_LINES})"


def findings_of_rooms() -> Iterator[str]:
    """Rooms without a short README."""
    for room in sorted(path.parent for path in CHECKOUT.glob("*/apps.py")):
        readme = room / "README.md"
        lines = readme.read_text(encoding="utf-8").count("\n") if readme.exists() else 0
        if not 0 < lines <= README_LINES:
            yield f"{room.name}/README.md: {lines} lines (1 to {README_LINES})"


def _project_files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True).stdout
    return sorted(set(listed.decode().split("\0")) - {""})


if __name__ == "__main__":
    sys.exit(main())
