"""Calibration on a page: ``scoring.calibration`` with drawings, links to the cards, and as a file."""
