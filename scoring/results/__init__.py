"""What final months lead to: awards, quarters and years, follow-ups, improvement (SCORING §8)."""
