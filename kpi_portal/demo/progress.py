"""What the demo remembers between two calls, in KPI_HOME/demo: what was asked for, and how far it got."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from kpi_portal.demo.calendar import Span
from kpi_portal.lib.month import Month


@dataclass
class Progress:
    """One demo. `password` opens every account of it; it is made once per installation and printed."""

    folder: Path
    seed: int
    agents: int
    first: str
    last: str
    until: str
    password: str
    is_ready: bool = False

    @classmethod
    def new(cls, folder: Path, *, seed: int, agents: int, span: Span) -> "Progress":
        """A demo that is about to be made."""
        password = f"cuihu-{secrets.token_hex(4)}"
        return cls(folder, seed, agents, str(span.first), str(span.last), span.until.isoformat(), password)

    @classmethod
    def read(cls, folder: Path) -> "Progress | None":
        """The demo of this folder, if there is one."""
        path = folder / "demo.json"
        return cls(folder=folder, **json.loads(path.read_text("utf-8"))) if path.exists() else None

    def write(self) -> None:
        """Remember."""
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in asdict(self).items() if name != "folder"}
        path = self.folder / "demo.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")

    @property
    def span(self) -> Span:
        """The months that are told of."""
        return Span(Month.parse(self.first), Month.parse(self.last), datetime.fromisoformat(self.until))

    @property
    def published(self) -> Month | None:
        """The month that agents answer."""
        return self.span.published

    @property
    def final(self) -> Month:
        """The latest month that is final."""
        return self.span.final

    @property
    def documents(self) -> Path:
        """Where PDFs and payroll files of the latest final month lie."""
        return self.folder / str(self.final)
