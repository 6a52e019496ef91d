"""Small cases of files as people bring them, run by the portal's own commands (`tests/test_cases_from_outside.py`)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command

from tests.months import second_hr


@dataclass
class Case:
    """What a case brings, and all that the portal said so far."""

    folder: Path
    home: Path
    said: list[str] = field(default_factory=list)

    def run(self, name: str, *arguments: str) -> str:
        """A command of the portal; a refusal is an answer too."""
        out = StringIO()
        try:
            call_command(name, "acme", *arguments, stdout=out)
        except CommandError as refusal:
            out.write(f"CommandError: {refusal}\n")
        self.said.append(out.getvalue())
        return self.said[-1]

    def send(self, kind: str, file: str, profile: str = "", *options: str) -> str:
        """Import a file of the case, by a profile of the case or by this one."""
        path = self.folder / profile
        if "\n" in profile:
            path = self.home / "profile.toml"
            path.write_text(profile, encoding="utf-8")
        mapped = [f"--profile={path}"] if profile else []
        return self.run("import_evidence", kind, str(self.folder / file), "--by=hr", *mapped, *options)

    def close(self, month: str) -> str:
        """The cards of a month, a line for each figure."""
        said = self.run("close_month", month, "--by=hr", "--inline")
        out = StringIO()
        call_command("export_cards", "acme", month, "--output=-", stdout=out)
        self.said.append("\n".join([said, *_shown(json.loads(out.getvalue()))]) if "cards" in said else said)
        return self.said[-1]

    def finalise(self, month: str) -> None:
        """Published by one person, made final by another."""
        self.run("publish_month", month, "--by=hr")
        second_hr()
        self.run("finalise_month", month, "--by=hr2")

    def pay(self, month: str, *options: str) -> str:
        """The payroll file."""
        file = self.home / "pay.csv"
        self.run("export_payroll", month, "--by=hr", "--output", str(file), *options)
        self.said.append(file.read_text(encoding="utf-8-sig") if file.exists() else "")
        return self.said[-1]

    def step(self, what: str, *more: str) -> None:
        """One line of the case's `steps`."""
        acts = {"close": self.close, "final": self.finalise, "finalpay": self.pay}
        if what in acts:
            acts[what](*more)
        elif what == "pay":
            self.pay(*more, "--preview")
        else:
            file, *rest = more
            profile = rest[0] if rest and rest[0] not in {"-", ""} else ""
            self.send(what, file, profile, *rest[1:])


def _shown(month: dict[str, list[dict[str, object]]]) -> Iterator[str]:
    for card in month["cards"]:
        yield f"{card['agent']} {card['name']} days {card['posted_days']} total {card['total']} {card['grade']}"
        for one in card["adjustments"]:  # type: ignore[attr-defined]
            yield f"  adjustment {one['kind']} {one['entered']} counted {one['counted']}"
        for dimension in card["dimensions"]:  # type: ignore[attr-defined]
            for one in dimension["indicators"]:
                yield f"  {one['code']} {one['numerator']} / {one['denominator']} points {one['points']}"
