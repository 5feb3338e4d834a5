"""Keys: which of them sign, which only verify, and with which the server does not start."""

from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ec_key
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import ValidationError

from auth.keys import Keys
from tests.conftest import SECRET, settings
from tests.support.keys import folder, pem, private_key, public_pem, rsa

RFC_7638_N = (
    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPeb"
    "WKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368Q"
    "QMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2"
    "NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
)
RFC_8037_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
"""The keys of RFC 7638 §3.1 and RFC 8037 appendix A."""

Folder = dict[str, bytes]


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256"])
def test_the_last_private_key_signs_and_all_verify(algorithm: str, tmp_path: Path) -> None:
    first, second, third = (private_key(algorithm, name) for name in "abc")
    path = folder(tmp_path, a=pem(first), b=pem(second), c=public_pem(third))
    (tmp_path / "z.txt").write_bytes(pem(third))
    keys = settings(jwt_algorithm=algorithm, jwt_keys=path).keys
    kids = [key["kid"] for key in keys.published()["keys"]]
    assert len(set(kids)) == 3
    assert keys.signing.kid == kids[1]
    assert [(found := keys.find(kid)) and found.algorithm for kid in kids] == [algorithm] * 3


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256"])
def test_a_key_in_two_files_is_one_key_that_signs(algorithm: str, tmp_path: Path) -> None:
    key = private_key(algorithm)
    path = folder(tmp_path, a=pem(key), b=public_pem(key))
    keys = settings(jwt_algorithm=algorithm, jwt_keys=path).keys
    assert [each["kid"] for each in keys.published()["keys"]] == [keys.signing.kid]


@pytest.mark.parametrize("kid", [None, 1, [], {}, "", "a.pem", "../a.pem", "other"])
def test_any_other_kid_finds_nothing(kid: object) -> None:
    assert Keys.from_secrets(SECRET).find(kid) is None


def test_the_kid_of_an_rsa_key_is_that_of_rfc_7638(tmp_path: Path) -> None:
    n = int.from_bytes(urlsafe_b64decode(RFC_7638_N + "=="))
    key = RSAPublicNumbers(65537, n).public_key()
    example = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    keys = Keys.from_folder("RS256", folder(tmp_path, a=example, b=pem(rsa(2048))))
    assert keys.find("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs") is not None


def test_the_kid_of_an_ed25519_key_is_that_of_rfc_8037(tmp_path: Path) -> None:
    key = Ed25519PublicKey.from_public_bytes(urlsafe_b64decode(RFC_8037_X + "="))
    example = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    keys = Keys.from_folder("EdDSA", folder(tmp_path, a=example, b=pem(private_key("EdDSA"))))
    assert keys.find("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k") is not None


def bad_folders(algorithm: str, other: str) -> dict[str, Folder]:
    key = private_key(algorithm)
    hidden = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw"))
    ssh = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return {
        "no file": {},
        "no private key": {"a": public_pem(key)},
        "the other kind": {"a": pem(key), "b": pem(private_key(other))},
        "the other kind, public": {"a": pem(key), "b": public_pem(private_key(other))},
        "an elliptic curve": {"a": pem(ec_key(SECP256R1()))},
        "Ed448": {"a": pem(Ed448PrivateKey.generate())},
        "RSA too short": {"a": pem(rsa(1024))},
        "RSA too short, public": {"a": pem(key), "b": public_pem(rsa(1024))},
        "a password": {"a": hidden},
        "two keys": {"a": pem(key) + public_pem(key)},
        "garbage": {"a": pem(key), "b": b"hunter2"},
        "cut off": {"a": pem(key)[:60]},
        "damaged": {"a": ssh.replace(b"OPENSSH ", b"")},
        "empty": {"a": pem(key), "b": b""},
    }


@pytest.mark.parametrize(("algorithm", "other"), [("EdDSA", "RS256"), ("RS256", "EdDSA")])
@pytest.mark.parametrize("kind", bad_folders("EdDSA", "RS256"))
def test_a_folder_with_a_wrong_key_refuses_to_start(
    kind: str, algorithm: str, other: str, tmp_path: Path
) -> None:
    files = bad_folders(algorithm, other)[kind]
    with pytest.raises(ValidationError, match="JWT_KEYS") as caught:
        settings(jwt_algorithm=algorithm, jwt_keys=folder(tmp_path, **files))
    lines = [line for file in files.values() for line in file.decode().split("\n") if line]
    assert not [line for line in lines if line in str(caught.value)]


@pytest.mark.parametrize("path", ["", "missing", "file", "\0"])
def test_no_folder_refuses_to_start(path: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ValidationError, match="JWT_KEYS"):
        settings(jwt_algorithm="EdDSA", jwt_keys=path and str(tmp_path / path))


@pytest.mark.parametrize("name", ["none", "HS512", "ES256", "eddsa", ""])
def test_an_algorithm_that_is_none_of_ours_refuses_to_start(name: str) -> None:
    with pytest.raises(ValidationError, match="jwt_algorithm"):
        settings(jwt_algorithm=name)
