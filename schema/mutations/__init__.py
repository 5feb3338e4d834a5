"""What can be changed, and what comes back: a file for each entity."""
