"""Red lines 红线: what nobody may do, as a process of several people (SCORING §5, step 8)."""
