"""Documents: how they are found and parsed, and what is known of their operations."""
