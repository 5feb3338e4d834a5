"""The turns of who is alone on an event loop."""

from resolvers.operation.lines import NOBODY
from resolvers.operation.turns import Turn, Turns

at_once = Turn(Turns(), NOBODY)
