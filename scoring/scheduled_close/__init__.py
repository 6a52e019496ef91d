"""Months that close by themselves: the company's choice, when each is due, and the asking (SCORING §9)."""
