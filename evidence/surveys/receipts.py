"""What a resident gets for an answer: a short code by which anybody can check later that it was kept as it was given.

The code is signed with the portal's key for this company and tells nothing; it is looked up, and made again from what
stands today.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from evidence.surveys.campaigns.models import CampaignAnswer
from evidence.surveys.counting import with_later
from evidence.surveys.models import SCORES, SurveyAnswer
from kpi_portal.lib.canonical import canonical
from records import months

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are read for others: I, L, O, U."""
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
LENGTH, BITS = 12, 5


@dataclass(frozen=True)
class Checked:
    """What a receipt proves of an answer: when it was given, whether it says the same today, and whether it counts."""

    at: datetime
    is_unchanged: bool
    is_excluded: bool
    is_later: bool


def code_of(answer: SurveyAnswer | CampaignAnswer) -> str:
    """The receipt of an answer as it stands."""
    said = {
        "number": answer.number,
        "invitation": answer.invitation,
        "answered_at": answer.answered_at,
        "rating": f"{answer.rating:.2f}",
        "top": answer.top,
        "recommend": answer.recommend,
        "comment": answer.comment,
        "tags": answer.tags,
        **{name: getattr(answer, name) for name in SCORES},
    }
    digest = salted_hmac(f"survey receipt:{months.company().uuid}", canonical(said), algorithm="sha256").digest()
    number = int.from_bytes(digest[:8], "big") >> 4
    return "".join(LETTERS[number >> BITS * place & 31] for place in reversed(range(LENGTH)))


def spelled(code: str) -> str:
    """As it is read out: ``QF7K-4M2X-93WD``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def check(written: str) -> Checked | None:
    """What the receipt proves; None where no answer has it."""
    code = written.upper().translate(READ_AS)
    if len(code) != LENGTH:
        return None
    answer = with_later(SurveyAnswer.objects.filter(stands=True, receipt=code)).first()
    if answer is None:
        told = CampaignAnswer.objects.filter(receipt=code).select_related("link").first()
        return Checked(told.answered_at, code_of(told) == code, False, False) if told else None
    is_unchanged = code_of(answer) == code
    return Checked(answer.answered_at, is_unchanged, bool(answer.excluded_reason), answer.is_later)
