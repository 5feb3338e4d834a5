"""What every room needs and is no database."""
