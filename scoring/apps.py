"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("scoring")

    def ready(self) -> None:
        """The audit learns to tell of drafts, appeals and talks, and what indicators and dimensions are called."""
        from records import audit_details, audit_labels
        from scoring.appeals.audit_words import WORDS
        from scoring.plans import audit_words
        from scoring.results.audit_words import WORDS as RESULTS
        from scoring.talks.audit_words import WORDS as TALKS

        for words in (WORDS, RESULTS, TALKS):
            audit_labels.register(words)
        audit_details.register("scoring.planversion", audit_words.words)
        audit_details.register_names(audit_words.known_names, "indicator", "proposed", "shifts")
