"""Calibration 校准: whether raters use the same measure, from the cards and adjustments that they gave."""
