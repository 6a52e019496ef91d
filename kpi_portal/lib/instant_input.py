"""An instant in a form."""

from django import forms


class InstantInput(forms.DateTimeInput):
    """The browser's own calendar and clock, or ISO text (static/js/dates.js); the company's zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")
