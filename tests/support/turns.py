"""The turns of who is alone on an event loop."""


async def at_once() -> None:
    """It is their turn."""
