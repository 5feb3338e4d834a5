"""Email addresses: one mailbox, however it is written, has one account."""

from string import ascii_lowercase, ascii_uppercase

from base.domain import ascii_domain, unicode_domain, unicode_domains
from base.text import fold, nfc, trim, unique_key

LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def mailbox(email: str) -> str:
    """What two accounts may not share: the local part's key, and the domain as A-labels.

    Some characters are a space and a mark in the key (U+00AF), so its ends are trimmed as well.
    """
    local, at, domain = trim(email).rpartition("@")
    return trim(f"{unique_key(local)}@{ascii_domain(domain)}" if at else unique_key(domain))


def spelling(email: str) -> str:
    """What two addresses share that surely are one mailbox: they differ by the case of A to Z.

    A proof is of this, and not of the key, which addresses share that few servers tell apart.
    """
    return nfc(trim(email)).translate(LOWER)


def fold_email(email: str) -> str:
    """What filters compare, of an address or a part of one: the domain as U-labels."""
    local, at, domain = trim(email).rpartition("@")
    if not at:
        return fold(unicode_domains(domain))
    return f"{fold(local)}@{unicode_domain(domain)}"
