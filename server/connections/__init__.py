"""Connections, whatever they ask for: how many, for how long, and how many bytes each may hold."""
