"""Quarters and years: ranks as the company shows them, streaks and trend of one agent."""
