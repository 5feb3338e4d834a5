"""How related rows are batched. Knows `db`; entity files only name relations."""
