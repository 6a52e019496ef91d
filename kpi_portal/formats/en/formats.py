"""How English pages write a day: as it stands beside every time in the portal."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y-m-d"
