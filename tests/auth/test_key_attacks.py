"""Forged tokens, against each algorithm: all are one UNAUTHENTICATED, and none costs SQL."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

from auth.access_tokens import Claims
from server.application import create_application
from tests.conftest import SECRET, settings
from tests.support.api import Api
from tests.support.keys import Sign, claims, encode, folder, forge, in_seconds, pem, private_key
from tests.support.keys import signer as signs_with

PREVIOUS = "what used to be the secret of this server, before"
ME = "{ me { id } }"


@dataclass
class Target:
    """A server, the header and signature of its good tokens, and another of its keys."""

    api: Api
    header: dict[str, str]
    sign: Sign
    other_kid: str
    public: Any = None

    def token(self, sign: Sign | None = None, payload: Any = None, **header: Any) -> str:
        """A good token but for what is given; a header that is Ellipsis is left out."""
        changed = {name: v for name, v in {**self.header, **header}.items() if v is not ...}
        return forge(changed, payload or claims(), sign or self.sign)


@pytest.fixture(scope="module", params=["HS256", "EdDSA", "RS256"])
def target(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    algorithm, folders = request.param, tmp_path_factory
    values: dict[str, Any] = {"database_url": f"sqlite:///{folders.mktemp('db') / 'none.db'}"}
    old, new = (private_key(algorithm, name) for name in ("old", "new"))
    if algorithm == "HS256":
        values["jwt_previous_secrets"] = [PREVIOUS]
    else:
        values["jwt_keys"] = folder(folders.mktemp("keys"), a=pem(old), b=pem(new))
    read = settings(jwt_algorithm=algorithm, **values)
    kid = read.keys.signing.kid
    if algorithm == "HS256":
        other = settings(jwt_secret=PREVIOUS).keys.signing.kid
    else:
        other = next(k["kid"] for k in read.keys.published()["keys"] if k["kid"] != kid)
    api = Api(create_application(read))
    sign = signs_with(SECRET.encode() if algorithm == "HS256" else new)
    header = {"alg": algorithm, "typ": "at+jwt", "kid": kid}
    public = None if algorithm == "HS256" else new.public_key()
    yield Target(api, header, sign, other, public)
    api.close()


def unsigned(_: bytes) -> bytes:
    return b""


FORGER = private_key("RS256", "forger")
FORGERS = signs_with(FORGER)
JWK = RSAAlgorithm.to_jwk(FORGER.public_key(), as_dict=True)
JKU = "https://forger.example/jwks.json"

NONE = ["none", "None", "NONE", "nOnE", "none ", "NONE\0", "", None, False, 0, [], ["none"], ...]
ALGORITHMS = ["HS256", "HS384", "HS512", "RS256", "RS384", "PS256", "ES256", "EdDSA", "Ed25519"]
KIDS = [
    *[..., None, "", 0, True, [], {}, "other", "a.pem", "a", "../a.pem", "/dev/null"],
    *["../../../../../../dev/null", "..\\..\\NUL", "' OR 1=1 --", "x' UNION SELECT 'key", JKU],
    *["\0", "a" * 5000],
]
TYPES = [..., None, "", "JWT", "jwt", "AT+JWT", "at+jwt ", "application/at+jwt", "rt+jwt", 1, []]
EXTRA: list[dict[str, Any]] = [
    *[{"jku": JKU}, {"x5u": JKU}, {"jwk": JWK}, {"jwk": JWK, "jku": JKU, "kid": "forger"}],
    *[{"x5c": [encode(b"certificate")]}, {"x5t": "x"}, {"x5t#S256": "x"}],
    *[{"crit": value} for value in (["exp"], ["b64"], ["kid"], [], None, "exp")],
    *[{"b64": False}, {"b64": True}, {"b64": False, "crit": ["b64"]}, {"zip": "DEF"}],
]
WRONG: dict[str, list[Any]] = {
    **{name: [..., None, "", 1, True, ["aai"], {"a": "aai"}] for name in ("iss", "aud")},
    **{name: [..., None, "", 1, True, [], {}] for name in ("sub", "sid")},
    "jti": [..., None, 1, True, [], {}],
    **{name: [..., None, "", "1", True, [], {}, 1e400] for name in ("iat", "nbf", "exp")},
}
WRONG["iss"] += ["other", "AAI", "aai "]
WRONG["aud"] += ["other", "AAI", "aai ", ["other", "aai"]]
WRONG["sub"] += ["admin", "../admin"]
WRONG["exp"] += [in_seconds(-60), str(in_seconds(3600)), 0, -1]
WRONG["nbf"] += [in_seconds(3600), str(in_seconds(-60))]
WRONG["iat"] += [in_seconds(3600)]


def confused(target: Target) -> list[str]:
    """HS256 with what everybody knows of the key: RFC 8725 §2.1."""
    if target.public is None:
        return [target.token(FORGERS, alg="RS256"), target.token(FORGERS)]
    spki = PublicFormat.SubjectPublicKeyInfo
    known = [target.public.public_bytes(form, spki) for form in (Encoding.PEM, Encoding.DER)]
    known += [known[0].strip(), target.public.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)]
    kind = OKPAlgorithm if target.header["alg"] == "EdDSA" else RSAAlgorithm
    known += [kind.to_jwk(target.public).encode(), target.header["kid"].encode(), b"\0"]
    return [target.token(signs_with(key), alg="HS256") for key in [*known, SECRET.encode()]]


def none(target: Target) -> list[str]:
    return [target.token(sign, alg=alg) for alg in NONE for sign in (unsigned, target.sign)]


def other_algorithm(target: Target) -> list[str]:
    names = [name for name in ALGORITHMS if name != target.header["alg"]]
    return [target.token(alg=name) for name in names]


def other_key(target: Target) -> list[str]:
    foreign = [target.token(FORGERS), target.token(FORGERS, kid=JWK["n"]), target.token(unsigned)]
    return [target.token(kid=target.other_kid), *foreign]


def kid(target: Target) -> list[str]:
    empty = signs_with(b"\0")  # HMAC pads its key: as good as the empty one
    return [target.token(sign, kid=kid) for kid in KIDS for sign in (target.sign, empty)]


def extra_header(target: Target) -> list[str]:
    return [target.token(sign, **extra) for extra in EXTRA for sign in (target.sign, FORGERS)]


def typ(target: Target) -> list[str]:
    return [target.token(typ=typ) for typ in TYPES]


def claim(target: Target) -> list[str]:
    changes = [{name: value} for name, values in WRONG.items() for value in values]
    return [target.token(payload=claims(**change)) for change in changes]


def leeway(target: Target) -> list[str]:
    late, early = claims(exp=in_seconds(-32)), claims(nbf=in_seconds(40))
    return [target.token(payload=late), target.token(payload=early)]


def spelling(target: Target) -> list[str]:
    good = target.token()
    head, body, signature = good.split(".")
    odd = [f"{head}.{body}", f"{good}.", f".{body}.{signature}", f"{good}.{signature}", good[:-3]]
    return [*odd, target.token(payload=[claims()]), f"{head}.{signature}.{body}", f"{good} {good}"]


ATTACKS: list[Callable[[Target], list[str]]] = [
    *[none, confused, other_algorithm, other_key, kid, extra_header, typ, claim, leeway, spelling]
]


def test_the_token_that_the_forged_ones_are_made_from_is_good(target: Target) -> None:
    tokens = target.api.services.access_tokens
    near = [{}, {"exp": in_seconds(-20)}, {"nbf": in_seconds(20)}]
    for good in [claims(**change) for change in near]:
        assert tokens.verify(target.token(payload=good)) == Claims(good["sub"], good["sid"])


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_a_forged_token_is_unauthenticated_and_costs_no_sql(
    target: Target, attack: Callable[[Target], list[str]]
) -> None:
    error = {
        "message": "Sign in and send a valid access token.",
        "locations": [{"line": 1, "column": 3}],
        "path": ["me"],
        "extensions": {"code": "UNAUTHENTICATED"},
    }
    with target.api.statements() as seen:
        for token in attack(target):
            answer = target.api.execute(ME, token=token)
            assert answer == {"data": {"me": None}, "errors": [error]}, token
    assert seen == []
