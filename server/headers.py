"""The headers that every answer has, whatever it answers."""

EVERYWHERE = {"X-Content-Type-Options": "nosniff"}

COST_HEADER = "X-GraphQL-Cost"
"""Sent with any value, it asks for `extensions.cost`."""

PREFLIGHT_HEADERS = (
    "GraphQL-Require-Preflight",
    "GraphQL-Preflight",
    "Apollo-Require-Preflight",
    "X-Apollo-Operation-Name",
    "X-Requested-With",
)
"""Sent with any value, they say that no form of another origin has sent this."""
