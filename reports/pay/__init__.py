"""From final to paid: items beside the grade, batches that a second person releases, differences (SCORING §5, §9)."""
