"""What is done: plain functions that return rows. Knows `loaders`, `auth` and `db`, never `schema`."""
