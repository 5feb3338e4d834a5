"""What sockets are closed with; each client library does something else with each of them."""

INVALID = 4400
UNAUTHORIZED = 4401
"""Of who subscribes before the first message: clients take it for final."""
FORBIDDEN = 4403
"""With the token: clients come back with a new one."""
UNKNOWN_PROTOCOL = 4406
LATE = UNUSED = 4408
"""For a late first message, by the protocol; clients that still have something to ask come back."""
TWICE = 4409
TOO_MANY_BEGINNINGS = 4429
