"""What every room needs and is no database: errors, texts as people write them, what is kept."""
