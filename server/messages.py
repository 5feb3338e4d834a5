"""graphql-core's messages, without what they repeat of a request: it may be a password.

A message quotes names and keys, which may be as long as a request. So it is cut first, and then
read once from its beginning to its end, whatever is in it.
"""

import re

from schema.scalars import DATE_HINT, INSTANT_HINT

MESSAGE_CHARACTERS = 1000
"""Characters of a message that are told."""
HINTS = (DATE_HINT, INSTANT_HINT)
"""What our scalars say at the end of a message, behind the value."""
QUOTE = re.compile(
    r"[,;.] [Ff]ound:? |(\?) [Ff]ound:? |( value): "
    r"|((?:found|ected) (?:String|BlockString|Int|Float)) |(Value) '"
)
"""Where a message begins to repeat a value, and of that what may stay."""
ENDS = ("' does not exist in", "' is not")
"""Where what follows `Value '` ends; any other value ends with the message."""
NO_QUOTE = "invalid value: "
"""Behind which graphql-core says what is wrong, before it repeats anything."""
MEANT = "Did you mean "


def shortened(message: str) -> str:
    """The beginning of a message that is too long to be told."""
    return message if len(message) <= MESSAGE_CHARACTERS else message[:MESSAGE_CHARACTERS] + "…"


def without_values(message: str) -> str:
    """The message without the value that graphql-core quotes: an input with its password, say."""
    hint = next((f" {hint}" for hint in HINTS if message.endswith(hint)), "")
    kept = _without_quotes(
        message[:MESSAGE_CHARACTERS], is_whole=len(message) <= MESSAGE_CHARACTERS
    )
    kept = kept.rstrip(".")
    return kept + ("" if kept.endswith("?") else ".") + hint


def _without_quotes(message: str, *, is_whole: bool) -> str:
    """`message` up to its first value, and what follows it if that value has an end."""
    kept: list[str] = []
    position = 0
    end = max(message.rfind(mark) for mark in ENDS)
    for quote in QUOTE.finditer(message):
        if quote.start() < position or message.endswith(NO_QUOTE, 0, quote.end()):
            continue
        harmless = quote[quote.lastindex] if quote.lastindex else ""
        before = message[position : quote.start()] + harmless
        if harmless != "Value" or not is_whole:
            return "".join([*kept, before])
        if end >= quote.end():
            kept.append(before)
            position = end + 1
    return "".join([*kept, message[position:]])


def without_suggestion(message: str) -> str:
    """The message without the names that graphql-core would offer instead."""
    return message.partition(MEANT)[0].removesuffix(" ")
