"""Domain names in one spelling: mapped by UTS 46, non-transitionally, so that ß is not ss."""

import re

import idna

LABEL = re.compile(r"\bxn--[a-z0-9-]+", re.ASCII | re.IGNORECASE)
DOMAIN = re.compile(r"(?<=@)[^\s@]+")
DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
"""What separates labels besides the full stop (UTS 46 §2.3)."""
LONGEST_CHARACTERS = 253
"""Characters of a domain (RFC 1035 §2.3.4); a longer text is none."""


def ascii_domain(domain: str) -> str:
    """As A-labels, `xn--bcher-kva.example`; what is no domain stays as `unicode_domain` has it."""
    mapped = unicode_domain(domain)
    try:
        return idna.encode(mapped).decode()
    except idna.IDNAError:
        return mapped


def unicode_domain(domain: str) -> str:
    """As U-labels, `bücher.example`, also where the text is a part of a domain."""
    mapped = domain.translate(DOTS)
    if len(mapped) <= LONGEST_CHARACTERS:
        try:
            mapped = idna.uts46_remap(mapped, std3_rules=False)
        except idna.IDNAError:
            mapped = mapped.lower()
    return LABEL.sub(_decoded, mapped)


def unicode_domains(text: str) -> str:
    """A text with the domains of its email addresses, and every A-label, as U-labels."""
    return LABEL.sub(_decoded, DOMAIN.sub(lambda found: unicode_domain(found[0]), text))


def _decoded(label: re.Match[str]) -> str:
    try:
        return idna.ulabel(label[0])
    except idna.IDNAError:
        return label[0].lower()
