"""A month, or a year, in the URL."""

from django.urls import register_converter

from kpi_portal.lib.month import EARLIEST_YEAR, LATEST_YEAR, Month


class MonthConverter:
    """``<month:month>`` matches 2026-10 and gives the view a Month."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        """ValueError (a year of no archive) makes the address a 404."""
        return Month.asked(value)

    def to_url(self, value: Month | str) -> str:
        """A Month or its text."""
        return str(value)


class YearConverter:
    """``<year:year>`` matches 2026 and gives the view a number."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        """ValueError (a year of no archive) makes the address a 404."""
        if not EARLIEST_YEAR <= int(value) <= LATEST_YEAR:
            raise ValueError(value)
        return int(value)

    def to_url(self, value: int) -> str:
        """Four digits."""
        return f"{value:04d}"


register_converter(MonthConverter, "month")
register_converter(YearConverter, "year")
