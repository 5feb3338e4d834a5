"""What can be written and how lists are ordered: a file for each entity."""
