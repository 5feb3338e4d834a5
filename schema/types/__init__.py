"""What can be read: a file for each entity, and the shapes that all of them share."""
