"""/.well-known/jwks.json: the public keys, enough to verify our tokens, and nothing secret."""

import json
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest

from db.types import new_id
from tests.support.api import Api
from tests.support.keys import folder, pem, private_key, public_pem

PATH = "/.well-known/jwks.json"
MEMBERS = {"EdDSA": {"kty", "crv", "x"}, "RS256": {"kty", "n", "e"}}


def test_a_secret_is_not_published(api: Api) -> None:
    response = api.request("GET", PATH)
    assert (response.status_code, response.json()) == (200, {"keys": []})
    assert response.headers["cache-control"] == "public, max-age=300"
    assert response.headers["content-type"] == "application/jwk-set+json"


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256"])
def test_every_key_that_verifies_is_published_by_its_public_half(
    api_with: Callable[..., Api], algorithm: str, tmp_path: Path
) -> None:
    old, new = private_key(algorithm, "old"), private_key(algorithm, "new")
    keys = folder(tmp_path, a=public_pem(old), b=pem(new))
    api = api_with(jwt_algorithm=algorithm, jwt_keys=keys)
    response = api.request("GET", PATH)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=300"
    published = response.json()["keys"]
    assert len(published) == 2
    for key in published:
        assert key.keys() == {*MEMBERS[algorithm], "kid", "use", "alg"}
        assert (key["use"], key["alg"]) == ("sig", algorithm)


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS256"])
def test_a_stranger_verifies_our_tokens_with_what_is_published(
    api_with: Callable[..., Api], algorithm: str, tmp_path: Path
) -> None:
    keys = folder(tmp_path, a=pem(private_key(algorithm, "a")), b=pem(private_key(algorithm, "b")))
    api = api_with(jwt_algorithm=algorithm, jwt_keys=keys)
    user_id = new_id()
    token = api.services.access_tokens.issue(user_id, new_id())
    published = jwt.PyJWKSet.from_json(json.dumps(api.request("GET", PATH).json()))
    key = published[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=[algorithm], audience="aai", issuer="aai")
    assert claims["sub"] == user_id
