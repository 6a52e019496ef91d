"""The mapping page of a draft, part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from records.imports.cells import Style
from records.imports.kinds import Kind
from records.imports.profile import Profile

from . import date_readings
from .date_readings import Reading
from .drafting import BY_EXAMPLE, Draft
from .entries import DATED, dated_columns, found_in, named_by
from .headings import Match, recognise
from .lacking import Lack, chosen, lacks
from .looking import ACROSS, PictureRow, delimiter_options, encoding_options, picture, zone_options
from .posted import to_form
from .rows import Option, Row, WordTable, options, word_tables
from .samples import moment, samples
from .strangers import strangers


@dataclass(frozen=True)
class DateChoice:
    """One way to read the dates: an example, what it means, how many cells cannot be read so."""

    value: str
    example: str
    means: str
    unread: int
    witness: str
    chosen: bool


@dataclass(frozen=True)
class Page:
    """All that the templates need. `style` is how cells are read, as far as the draft can say it."""

    draft: Draft
    kinds: Sequence[Kind]
    style: Style
    company_zone: str
    origin: str

    @property
    def document(self) -> Mapping[str, Any]:
        return self.draft.document

    @property
    def facts(self) -> Any:
        return self.draft.facts

    @cached_property
    def lacks(self) -> list[Lack]:
        """Everything that is missing."""
        return lacks(self.document, self.draft.fields, self.draft.facts)

    @property
    def lacking(self) -> set[str]:
        """Places that lack something."""
        return {lack.place for lack in self.lacks}

    @cached_property
    def form(self) -> dict[str, list[str]]:
        """The document as the form has it."""
        return to_form(self.document)

    # --- what file ---

    @property
    def kind_options(self) -> list[Option]:
        """Kinds that this account may import."""
        return options([(kind.code, kind.label) for kind in self.kinds], self.draft.batch.kind)

    @property
    def recognised(self) -> str:
        """How many headings are recognised as what."""
        names = [name for name in self.facts.names if name]
        return _("%(found)s of %(all)s headings recognised") % {"found": len(self._matches), "all": len(names)}

    @cached_property
    def _matches(self) -> dict[str, Match]:
        return recognise(self.draft.fields, self.facts.names)

    @property
    def sheet_options(self) -> list[Option]:
        """Visible sheets, where there are several."""
        return options([(name, name) for name in self.facts.sheets], self.facts.sheet)

    @property
    def zone_options(self) -> list[Option]:
        return zone_options(self.form["zone"][0], self.company_zone)

    @property
    def encoding_options(self) -> list[Option]:
        return encoding_options(self.form["encoding"][0], self.draft.facts)

    @property
    def delimiter_options(self) -> list[Option]:
        return delimiter_options(self.form["delimiter"][0], self.draft.facts)

    # --- the first rows ---

    @property
    def picture(self) -> list[PictureRow]:
        return picture(self.draft.facts)

    @property
    def columns_beyond(self) -> int:
        """Columns that the picture does not show."""
        return max(0, len(self.facts.names) - ACROSS)

    @property
    def title_rows(self) -> list[int]:
        """Rows above the headings: not read."""
        return [row.number for row in self.facts.picture if row.number < self.facts.header_row]

    # --- fields ---

    @cached_property
    def rows(self) -> list[Row]:
        """Every field."""
        mapped = self.document.get("fields", {})
        found = samples(self.document, self.draft.fields, self.draft.facts, self.style)
        unknown = strangers(self.document, self.draft.facts)
        others = tuple(field for field in self.draft.fields if field.type in DATED and field.name in mapped)
        return [
            Row(
                field,
                self.draft.facts,
                mapped.get(field.name),
                self._origin(field.name, mapped.get(field.name)),
                tuple(lack for lack in self.lacks if lack.place == field.name),
                found.get(field.name, ()),
                others,
                unknown.get(field.name),
            )
            for field in self.draft.fields
        ]

    def _origin(self, name: str, entry: object) -> str:
        if self.origin in {"remembered", "shipped"}:
            return self.origin
        match = self._matches.get(name)
        return "recognised" if match is not None and match.column in named_by(entry) else ""

    @property
    def first_rows(self) -> list[Row]:
        """Mapped, needed or lacking something."""
        return [row for row in self.rows if row.stands_first]

    @property
    def folded_rows(self) -> list[Row]:
        """The others."""
        return [row for row in self.rows if not row.stands_first]

    @property
    def unused(self) -> list[str]:
        """Columns that are not imported."""
        named = (name for entry in self.document.get("fields", {}).values() for name in named_by(entry))
        used = {column.place for name in named if (column := self.draft.facts.column(name)) is not None}
        left = [column for column in self.draft.facts.columns if column.place not in used]
        return [f"{column.letter} {column.name or _('(no heading)')}" for column in left]

    # --- dates, machines, words ---

    @cached_property
    def _dated(self) -> list[Any]:
        return dated_columns(self.draft.fields, self.document.get("fields", {}), self.draft.facts)

    @property
    def date_columns(self) -> str:
        """Letters of the columns whose dates need a reading."""
        return "、".join(column.letter for column in self._dated if date_readings.needing([column]))

    @property
    def date_choices(self) -> list[DateChoice]:
        """The ways in which the dates of the file may be read; none where nothing needs one."""
        now, found = chosen(self.document, self._dated), date_readings.readings(self._dated)
        choices = [self._choice(reading, now) for reading in found]
        if now is not None and not any(choice.chosen for choice in choices):
            choices.insert(0, self._choice(now, now))
        return choices

    def _choice(self, reading: Reading, now: Reading | None) -> DateChoice:
        same = now is not None and set(reading.formats) <= set(now.formats)
        value = "\n".join(self.form["dates"]) if same else "\n".join(reading.formats)
        return DateChoice(value, reading.example, moment(reading.means), reading.unread, reading.witness, same)

    @property
    def example(self) -> str:
        """A cell for which the reader may say what it means."""
        shapes = date_readings.needing(self._dated)
        return max(shapes, key=lambda shape: shape.count).example if shapes else ""

    by_example = BY_EXAMPLE

    @property
    def responders(self) -> list[tuple[str, int, bool]]:
        """Every name in the responder's column, how often, and whether it is a machine; those that only the profile
        knows behind them."""
        machines = self.form["machine"]
        counts: dict[str, int] = {}
        for column in found_in(self.draft.facts, self.document.get("fields", {}).get("responder")):
            for word, rows in column.words.items():
                counts[word] = counts.get(word, 0) + rows
        names = [*counts, *(name for name in machines if name not in counts)]
        return [(name, counts.get(name, 0), name in machines) for name in names]

    @property
    def responders_bounded(self) -> bool:
        """Whether there are more names than are shown."""
        return any(
            column.more for column in found_in(self.draft.facts, self.document.get("fields", {}).get("responder"))
        )

    @cached_property
    def words(self) -> list[WordTable]:
        """Every word found in a mapped column of few words."""
        return word_tables(self.document, self.draft.fields, self.draft.facts)

    # --- how the source writes ---

    @property
    def decimal_options(self) -> list[Option]:
        return options([(".", "1,234.5"), (",", "1.234,5")], self.form["decimal"][0])

    @property
    def restart_options(self) -> list[Option]:
        named = [
            ("", _("never: a number is one order for ever")),
            ("monthly", _("every month")),
            ("yearly", _("every year")),
        ]
        return options(named, self.form["numbers_restart"][0])

    @property
    def created(self) -> list[tuple[str, str, bool]]:
        """What unknown names may create."""
        named = {"people": _("People"), "sites": _("Sites"), "teams": _("Teams")}
        return [(name, label, name in self.form["creates"]) for name, label in named.items()]

    @property
    def silent(self) -> list[tuple[str, str, bool]]:
        """What the source never records."""
        named = {"responses": _("first responses"), "dispatches": _("dispatches"), "completions": _("completions")}
        return [(name, label, name in self.form["silent"]) for name, label in named.items()]

    @property
    def has_events(self) -> bool:
        """Whether the kind has what a source may never record."""
        return any(field.name == "responded_at" for field in self.draft.fields)

    @property
    def has_rating(self) -> bool:
        return "rating" in self.document.get("fields", {})


def page_of(draft: Draft, *, kinds: Sequence[Kind], company_zone: Any, now: Any) -> Page:
    """The page of a draft; where the draft is no profile yet, cells are read as the company writes them."""
    bare = {**draft.document, "fields": {"number": "x"}}
    style = Profile.from_document(bare).style(company_zone=company_zone, now=now)
    return Page(draft, kinds, style, company_zone.key, draft.batch.detail.get("origin", ""))
