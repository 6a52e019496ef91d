"""Which of the two languages the reader has."""

from django.utils.translation import get_language


def is_chinese() -> bool:
    """Whether the active language is Chinese; without one it is."""
    return (get_language() or "zh").startswith("zh")
