"""Where the fonts of the printed card are: two faces for daily characters, and the rest of the font behind them.

`tools/prepare_fonts.py` cuts them once at set-up. A private fontconfig file makes the bytes of a PDF the same on
every machine; it has to be an absolute path, else other fonts step in without a word.
"""

from pathlib import Path

from .paths import CHECKOUT, home_from_environment

FAMILY = "KPI Sans SC"
FAMILY_OF_RARE_CHARACTERS = "KPI Sans SC Ext"


class FontsMissingError(RuntimeError):
    """The fonts were not prepared."""


def fonts_folder() -> Path:
    """Where set-up puts the fonts: the home, or the checkout's own home where another one has none yet."""
    own = home_from_environment() / "fonts"
    return own if (own / "fonts.conf").exists() else CHECKOUT / ".kpi" / "fonts"


def fontconfig_file() -> Path:
    """The private fontconfig file. Raises FontsMissingError where set-up did not run."""
    path = fonts_folder() / "fonts.conf"
    if not path.exists():
        raise FontsMissingError("The fonts of the printed card are not prepared; run `make setup`.")
    return path
