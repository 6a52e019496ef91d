"""What people say of their published cards: accepted, a comment, an appeal and what becomes of it (SCORING §9)."""
