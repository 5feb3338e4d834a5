"""Mail leaves under TLS, to a server whose certificate is good for its name, and to no other."""

import asyncio
import datetime as dt
import gc
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mail.carriers import Smtp, Undeliverable
from tests.mail.post_office import Clerk, knows, open_at

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""aiosmtpd leaves a connection open whose client hangs up while it begins TLS."""

SCHEMES = ["smtps", "smtp+starttls"]
HERE = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """What is left open is found here, and not in another test."""
    yield
    gc.collect()


def certified(folder: Path, name: x509.GeneralName) -> tuple[Path, ssl.SSLContext]:
    """A file with an authority, and what a server shows that it has certified for a name."""
    now = dt.datetime.now(dt.UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, each)]) for each in "ab"]
    files = []
    for at, (key, own) in enumerate(zip(keys, names, strict=True)):
        built = (
            x509.CertificateBuilder()
            .subject_name(own)
            .issuer_name(names[0])
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=at == 0, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([name]), critical=False)
            .sign(keys[0], hashes.SHA256())
        )
        files.append(folder / f"{at}.pem")
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        files[-1].write_bytes(built.public_bytes(Encoding.PEM) + (secret if at else b""))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files[1])
    return files[0], context


@contextmanager
def serving(clerk: Clerk, scheme: str, context: ssl.SSLContext) -> Iterator[str]:
    """The address of a server under TLS from the start, or once it is asked for."""
    options = {"authenticator": knows("aai", "secret"), "auth_require_tls": scheme != "smtps"}
    if scheme == "smtps":
        with open_at(clerk, ssl_context=context, **options) as address:
            yield f"smtps://aai:secret@{address}"
    else:
        with open_at(clerk, tls_context=context, require_starttls=True, **options) as address:
            yield f"smtp+starttls://aai:secret@{address}"


def carry(url: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "aai <no-reply@example.com>", "ada@example.com"
    message.set_content("Words.")
    asyncio.run(Smtp.at(url).carry(message))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_mail_is_carried_under_tls_with_user_and_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    authority, context = certified(tmp_path, HERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    clerk = Clerk()
    with serving(clerk, scheme, context) as url:
        carry(url)
    assert (len(clerk.messages), clerk.signed_in) == (1, [True])


@pytest.mark.parametrize("name", [HERE, x509.DNSName("mail.example.com")])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_who_cannot_show_a_good_certificate_gets_no_mail(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    name: x509.GeneralName,
) -> None:
    """One that nobody here knows, and one for another name by an authority that is known."""
    authority, context = certified(tmp_path, name)
    if name != HERE:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    clerk = Clerk()
    with serving(clerk, scheme, context) as url, pytest.raises(Undeliverable) as caught:
        carry(url)
    assert not caught.value.for_good
    assert clerk.messages == []
