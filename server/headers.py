"""The headers that every answer has, whatever it answers."""

EVERYWHERE = {"X-Content-Type-Options": "nosniff"}

COST_HEADER = "X-GraphQL-Cost"
"""Sent with any value, it asks for `extensions.cost`."""
