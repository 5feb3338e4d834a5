"""What is done: plain functions that return rows. Never imports `schema`."""
