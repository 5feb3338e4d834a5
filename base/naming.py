"""What clients call what has a name here."""


def camel(name: str) -> str:
    """What clients call a column: `first_name` is `firstName`."""
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
