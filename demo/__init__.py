"""A believable, made-up population to try the server with; the same people every time."""
