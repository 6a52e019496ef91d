"""What is not done, and why: the one exception that the verbs of every room raise.

Pages make an error of the form or a toast of it (``kpi_portal.lib.form_page``), commands a ``CommandError``
(``kpi_portal.management.company_command``), imports the error of a row (``records.imports.judging``).
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refused(ValidationError):
    """A sentence, filled in with ``params`` and translated when somebody reads it; ``str()`` is the sentence.

    ``code`` is stable and names the rule. ``field`` names the field of a form, where the sentence belongs at one.
    """

    code: str
    params: dict[str, Any]

    def __init__(
        self, sentence: "str | _StrPromise", *, code: str, params: Mapping[str, Any] | None = None, field: str = ""
    ) -> None:
        self.code, self.params = code, dict(params or {})
        said = ValidationError(sentence, code, self.params)
        super().__init__({field: said} if field else said)

    def __str__(self) -> str:
        return " ".join(self.messages)
