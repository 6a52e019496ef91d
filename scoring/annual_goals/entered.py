"""Goals of the trade that nothing in the portal measures yet: HR enters their months (``figures``).

Once an indicator of the same code exists, its definition and its evidence come first.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import PERCENT, Catalogue, Definition, Text
from scoring.indicators.catalogue import definitions

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Parts(NamedTuple):
    """What numerator and denominator of an entered figure are called."""

    numerator: "_StrPromise"
    denominator: "_StrPromise"


_COLLECTION = Definition(
    code="fee_collection_rate",
    name=Text("物业费收缴率", "Fee collection rate"),
    unit=PERCENT,
    better="higher",
    source="entered",
    formula=Text("实收 ÷ 应收 × 100", "received ÷ due × 100"),
    scale=100,
    rate=True,
)
ENTERED: Catalogue = {_COLLECTION.code: _COLLECTION}
PARTS: Mapping[str, Parts] = {
    _COLLECTION.code: Parts(_("Fees received for the month"), _("Fees due for the month")),
}


def of_goals() -> Catalogue:
    """Everything that a goal can be about, what is measured first."""
    return {**ENTERED, **definitions()}


def is_entered(code: str) -> bool:
    """Whether its months are entered by HR, since nothing measures it."""
    return code in ENTERED and code not in definitions()
