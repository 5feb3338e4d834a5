"""What a field of the schema says is behind it, and how that is answered."""
