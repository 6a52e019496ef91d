"""The company's rules of months in parts: which belong together, and the form of one part."""

from typing import Any

from scoring.forms import SettingsForm

PARTS: dict[str, tuple[str, ...]] = {
    "targets": ("target_freeze_day", "target_ease"),
    "second_person": ("two_people_publish", "two_people_final", "two_people_plans", "confirm_grades", "all_reviewed"),
    "talks": ("talk_days", "talk_sign_days", "talk_fall", "talk_floor"),
    "catalogue": ("free_adjustments",),
    "plan_checks": ("publish_checks", "wished_grades"),
    "ranks": ("rank_visibility", "rank_top"),
    "awards": ("star_amount", "progress_amount"),
    "team_gate": ("complaint_limit",),
    "follow_ups": ("training_below",),
    "pay": ("pay_day",),
    "live": ("live_from",),
}


def fields_of(part: str) -> tuple[str, ...]:
    """Of a part; ``windows`` are all that no other part names, so that a new rule has a place at once."""
    named = {name for names in PARTS.values() for name in names}
    return PARTS.get(part) or tuple(name for name in SettingsForm.Meta.fields if name not in named)


class PartForm(SettingsForm):
    """The fields of one part; the others stay as they are."""

    def __init__(self, *args: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(fields_of(part)):
            del self.fields[name]
