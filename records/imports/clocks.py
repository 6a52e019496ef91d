"""Times of day as people write them: `9:05`, `9时5分`, `下午3点半`, `中午12:30`, `3:04 PM`, `24:00`.

A word for a part of the day is taken at its word or refused: `晚上12点` may be the midnight before or after.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta

from .problems import CellError

_DIGITS = r"(?P<H>\d{1,2})"
_MINUTES = r"(?P<M>\d{1,2})(?:\s*[:分]\s*(?P<S>\d{1,2})(?:[.,](?P<f>\d{1,9}))?\s*秒?|分)?"
_WORDS = "上午|下午|中午|凌晨|清晨|早上|早晨|傍晚|晚上|夜里|深夜|半夜|am|pm"
PATTERN = (
    rf"(?P<part>{_WORDS})?\s*{_DIGITS}\s*(?:[:时点]\s*(?:{_MINUTES})|[时点](?P<quarter>整|半|一刻|三刻)?)"
    r"(?:\s*(?P<p>[ap]\.?m\.?))?"
)
"""A time of day inside a larger pattern; the groups are read by `clock`."""
QUARTERS = {"整": 0, "一刻": 15, "半": 30, "三刻": 45}
HOURS: Mapping[str, Mapping[int, int]] = {
    "am": {12: 0} | {hour: hour for hour in range(12)},
    "pm": {hour: hour % 12 + 12 for hour in range(1, 24)} | {hour: hour for hour in range(13, 24)},
    "中午": {11: 11, 12: 12, 1: 13, 2: 14},
    "凌晨": {12: 0} | {hour: hour for hour in range(7)},
    "早上": {hour: hour for hour in range(4, 12)},
    "傍晚": {hour % 12 + 12: hour % 12 + 12 for hour in range(4, 9)} | {hour: hour + 12 for hour in range(4, 9)},
    "晚上": {hour: hour + 12 for hour in range(5, 12)} | {hour: hour for hour in range(17, 24)},
}
"""Part of the day → the hours that may be said with it, and which of the day's 24 each is."""
SAME = {
    "上午": "am", "a.m.": "am", "下午": "pm", "p.m.": "pm", "清晨": "早上", "早晨": "早上", "夜里": "晚上",
    "深夜": "晚上", "半夜": "晚上",
}  # fmt: skip


def clock(part: Mapping[str, str | None]) -> tuple[time, timedelta]:
    """The time of day that a match says, and what to add to its day: 24:00 is the next day's 00:00.

    Raises `CellError` where the day has no such time, or two.
    """
    hour, minute, second = (int(part.get(name) or 0) for name in "HMS")
    minute += QUARTERS[part.get("quarter") or "整"]
    fraction = int((part.get("f") or "")[:6].ljust(6, "0"))
    word = (part.get("part") or part.get("p") or "").lower()
    if word:
        hour = _hour(SAME.get(word, word.replace(".", "")), hour)
    elif (hour, minute, second, fraction) == (24, 0, 0, 0):
        return time.min, timedelta(days=1)
    try:
        return time(hour, minute, second, fraction), timedelta(0)
    except ValueError:
        raise CellError("no_such_time") from None


def _hour(word: str, hour: int) -> int:
    if hour not in HOURS[word]:
        raise CellError("part_of_the_day")
    return HOURS[word][hour]
