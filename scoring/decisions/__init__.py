"""What HR decides where evidence lacks (SCORING §3, §5)."""
