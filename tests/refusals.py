"""What a verb refuses, by the code of the rule: sentences are for people, and of the language that is on."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kpi_portal.lib.refusals import Refused


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """What happens inside is refused by the rule of this code."""
    with pytest.raises(Refused) as refusal:
        yield refusal
    assert refusal.value.code == code, f"{refusal.value.code}: {refusal.value}"
