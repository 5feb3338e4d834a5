"""The headers that every answer has, whatever it answers."""

EVERYWHERE = {"X-Content-Type-Options": "nosniff"}
