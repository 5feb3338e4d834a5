"""What every room needs and is no database: refusals, texts as people write them, what is kept."""
