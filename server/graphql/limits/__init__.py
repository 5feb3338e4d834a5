"""What one operation may ask for: its figures, its price, and what may come of it."""
