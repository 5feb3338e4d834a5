"""Executing an operation that is valid: at once, in parts, or for each event."""
