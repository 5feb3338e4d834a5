"""What can be changed, by which inputs, and what comes back: a file for each entity."""
