"""What can be asked, by which conditions and in which order: a file for each entity."""
