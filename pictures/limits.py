"""What a picture may be, and how the program that decodes one says why it did not."""

SIDE = 1024
"""Pixels of the longer side, at most."""
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 20_000
"""Of the file, looked at before any of it is decoded."""
UNREADABLE, TOO_MANY_PIXELS = 3, 4
"""Exit statuses."""
