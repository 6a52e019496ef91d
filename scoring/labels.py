"""The labels a card is printed with: who bore which name and number, in which post, team and site (SCORING §9).

They stand beside the fingerprint, not in it. A close that is not final yet takes today's; from final on they stay, for
page, paper, export and payroll alike, whoever bears the number by then. ``salt`` keeps the hash of them in the ledger
from telling names once they are erased.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Labels:
    """As frozen; ``post`` is a code of ``Posting.Post``, ``plan`` the plan's name by language.

    ``brought_in``: the month lies before the company was live (补录, §5). ``share``: of somebody part-time the mean
    share of full time in per cent, by which the bonus base was taken.
    """

    name: str = ""
    staff_number: str = ""
    post: str = ""
    team: str = ""
    site: str = ""
    plan: dict[str, str] = field(default_factory=dict)
    brought_in: bool = False
    share: str = ""
    salt: str = field(default_factory=lambda: secrets.token_hex(16), compare=False)

    @property
    def code(self) -> str:
        """The staff number, else the name: what exports and file names use."""
        return self.staff_number or self.name

    @classmethod
    def from_frozen(cls, frozen: Words) -> "Labels":
        """Read what ``to_frozen`` wrote; a card without labels, or with emptied ones, has empty words."""
        return cls(**{"salt": "", **frozen})

    def to_frozen(self) -> dict[str, Any]:
        """As it is stored. Who works full time is as cards were frozen before there were shares."""
        return {name: value for name, value in vars(self).items() if name != "share" or value}
