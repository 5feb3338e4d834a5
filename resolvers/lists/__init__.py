"""Lists by cursor and by number: which rows, how many, in which order."""
