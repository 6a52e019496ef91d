"""A member's blind look at one card of a review panel (``scoring.panel``)."""
