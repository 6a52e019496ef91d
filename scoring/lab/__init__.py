"""The what-if lab: stored months scored again by another plan, for reading only (SCORING §5, §8)."""
