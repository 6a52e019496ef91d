"""Who is scored, who rates, who logs in, and where they worked when."""

from people.access import Role
from people.models.absence import Absence
from people.models.account import Account
from people.models.log_in_rules import LogInRules
from people.models.person import Department, FormerStaffNumber, Person
from people.models.places import Building, Site
from people.models.posting import BonusBase, Posting, UnpaidLeave
from people.models.team import Team

__all__ = [
    "Absence",
    "Account",
    "BonusBase",
    "Building",
    "Department",
    "FormerStaffNumber",
    "LogInRules",
    "Person",
    "Posting",
    "Role",
    "Site",
    "Team",
    "UnpaidLeave",
]
