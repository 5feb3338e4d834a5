"""What can be followed, one module an entity."""
