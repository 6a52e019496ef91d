"""The Pareto drawing: columns of this month, a mark for the month before, the line of what they make together.

Colours stand as attributes for light grounds; the ``c-…`` classes of the style sheet recolour them for dark ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .report import Bar

TOP, BOTTOM = 26, 210
BRAND, SOFT, INK, INK_2, INK_3, LINE, WARN = "#1f5fe0", "#e9f0ff", "#0f1b2d", "#43536b", "#566479", "#e1e6ee", "#8f4d00"


@dataclass(frozen=True)
class Frame:
    """How wide, where the columns begin and end, and for how many characters and lines their names have room."""

    name: str
    width: int
    left: int
    right: int
    signs: int
    lines: int
    kind: str
    font: str = ""

    @property
    def height(self) -> int:
        """Room for the names and the numbers."""
        return BOTTOM + 26 + 14 * self.lines


DESK = Frame("pareto-desk", 640, 40, 600, 5, 2, "desk")
PHONE = Frame("pareto-phone", 340, 26, 306, 3, 3, "phone")
PAPER = Frame("pareto-paper", 700, 30, 665, 6, 2, "paper", "KPI Sans SC, KPI Sans SC Ext")
"""A PDF renderer gives the words of a drawing no font of the page."""


def drawn(bars: Sequence[Bar], title: str, frames: Iterable[Frame]) -> SafeString:
    """One drawing for each frame; of desk and, narrower, phone the style sheet shows one."""
    return mark_safe("".join(_Drawing(frame, bars).svg(title) for frame in frames))  # numbers and escaped words


@dataclass(frozen=True)
class _Drawing:
    frame: Frame
    bars: Sequence[Bar]

    def svg(self, title: str) -> str:
        frame, last = self.frame, self.bars[-1]
        vital = [bar for bar in self.bars if bar.is_vital]
        told = _("%(n)s of %(all)s causes make %(share)s %%") % {
            "n": len(vital), "all": len(self.bars), "share": vital[-1].cumulative if vital else last.cumulative,
        }  # fmt: skip
        parts = [*self._grid(), *(part for at, bar in enumerate(self.bars) for part in self._bar(at, bar))]
        font = f' font-family="{frame.font}"' if frame.font else ""
        return (
            f'<svg class="chart pareto {frame.kind}"{font} viewBox="0 0 {frame.width} {frame.height}" role="img" '
            f'aria-labelledby="{frame.name}-t {frame.name}-d"><title id="{frame.name}-t">{escape(title)}</title>'
            f'<desc id="{frame.name}-d">{escape(told)}</desc>{"".join(parts)}{self._line()}</svg>'
        )

    @property
    def _most(self) -> int:
        highest = max(max(bar.number, bar.before) for bar in self.bars)
        return -(-highest // 4) * 4

    def _y(self, number: int) -> int:
        return BOTTOM - (BOTTOM - TOP) * number // self._most

    def _x(self, at: int) -> int:
        step = (self.frame.right - self.frame.left) // len(self.bars)
        return self.frame.left + step * at + step // 2

    def _grid(self) -> Iterator[str]:
        frame = self.frame
        for number in range(0, self._most + 1, self._most // 4):
            y = self._y(number)
            yield f'<line x1="{frame.left}" x2="{frame.right}" y1="{y}" y2="{y}" stroke="{LINE}" class="c-grid"/>'
            yield _text(frame.left - 8, y + 4, str(number), "end")
        y = _share_at(Decimal(80))
        yield (f'<line x1="{frame.left}" x2="{frame.right}" y1="{y}" y2="{y}" stroke="{WARN}" stroke-dasharray="5 4" '
               f'class="c-target"/>')  # fmt: skip
        yield _text(frame.right + 4, y + 4, "80 %", "start")

    def _bar(self, at: int, bar: Bar) -> Iterator[str]:
        x, wide = self._x(at), min(48, (self.frame.right - self.frame.left) * 3 // 5 // len(self.bars))
        fill, kind = (BRAND, "c-fill") if bar.is_vital else (SOFT, "c-soft")
        y = self._y(bar.number)
        yield (f'<rect x="{x - wide // 2}" y="{y}" width="{wide}" height="{BOTTOM - y}" fill="{fill}" '
               f'stroke="{BRAND}" class="{kind} c-main"/>')  # fmt: skip
        mark = self._y(bar.before)
        yield (f'<line x1="{x - wide // 2 - 4}" x2="{x + wide // 2 + 4}" y1="{mark}" y2="{mark}" stroke="{INK}" '
               f'stroke-width="2" class="c-mark"/>')  # fmt: skip
        for line, words in enumerate(_lines(bar.name, self.frame)):
            yield _text(x, BOTTOM + 16 + 14 * line, words, "middle", 11)
        below = BOTTOM + 18 + 14 * self.frame.lines
        yield (f'<text x="{x}" y="{below}" text-anchor="middle" font-size="13" font-weight="700" fill="{INK}" '
               f'class="c-num">{bar.number}</text>')  # fmt: skip

    def _line(self) -> str:
        points = [(self._x(at), _share_at(bar.cumulative)) for at, bar in enumerate(self.bars)]
        drawn = " ".join(f"{x},{y}" for x, y in points)
        dots = "".join(
            f'<circle cx="{x}" cy="{y}" r="3.5" fill="#fff" stroke="{INK_3}" stroke-width="2" class="c-ref c-dot"/>'
            for x, y in points
        )
        return (f'<polyline fill="none" stroke="{INK_3}" stroke-width="2" class="c-ref" points="{drawn}"/>'
                f"{dots}")  # fmt: skip


def _share_at(percent: Decimal) -> int:
    return BOTTOM - int((BOTTOM - TOP) * percent) // 100


def _lines(name: str, frame: Frame) -> list[str]:
    """A name in lines: Chinese by characters, others by words; what is too long ends in dots."""
    if name.isascii():
        words, lines = name.split(), [""]
        for word in words:
            if lines[-1] and len(lines[-1]) + len(word) >= 2 * frame.signs + 2:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
    else:
        size = -(
            -len(name) // -(-len(name) // frame.signs)
        )  # lines of one length: 噪声无人 / 制止 reads better than 5 + 1
        lines = [name[at : at + size] for at in range(0, len(name), size)]
    most = frame.lines
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]


def _text(x: int, y: int, words: str, anchor: str, size: int = 12) -> str:
    return (f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{INK_2}" '
            f'class="c-lab">{escape(words)}</text>')  # fmt: skip
