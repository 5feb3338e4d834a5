"""What was read for one viewer is never handed to another."""

from db.models import Location, Profile, User
from tests.support.api import Api
from tests.support.make import PASSWORD, Make

NEIGHBOURS = """
query Neighbours($id: ID!) {
  location(id: $id) { profiles { nodes { id isPublic } totalCount } }
}
"""
SIGN_IN_AS_ANOTHER = """
mutation SignInAsAnother($login: LoginInput!, $mine: ID!) {
  before: setProfileVisibility(id: $mine, isPublic: false) { profile { ...neighbours } }
  login(input: $login) { user { profile { ...neighbours } } }
  after: setProfileVisibility(id: $mine, isPublic: false) { profile { ...neighbours } }
}

fragment neighbours on Profile { location { profiles { nodes { id } } } user { email } }
"""
SEE_ANYONE = """
query SeeAnyone($user: ID!, $profile: ID!) {
  me { id }
  user(id: $user) { id email }
  profile(id: $profile) { id user { id email } }
}
"""


def private(make: Make, location: Location) -> tuple[User, Profile]:
    user = make.user()
    return user, make.profile(user, is_public=False, location_id=location.id)


def test_viewers_who_ask_at_the_same_time_each_see_their_own(api: Api, make: Make) -> None:
    location = make.location()
    people = [private(make, location) for _ in range(6)]
    tokens = [make.token(user) for user, _ in people]
    requests = [api.post(NEIGHBOURS, {"id": location.id}, token) for token in [*tokens, None]]
    assert api.together(requests) == [
        *(
            {
                "data": {
                    "location": {
                        "profiles": {
                            "nodes": [{"id": profile.id, "isPublic": False}],
                            "totalCount": 1,
                        }
                    }
                }
            }
            for _, profile in people
        ),
        {"data": {"location": None}},
    ]


def test_signing_in_inside_an_operation_shows_each_field_its_own_viewer(
    api: Api, make: Make
) -> None:
    location = make.location()
    (me, mine), (you, yours) = private(make, location), private(make, location)
    variables = {"mine": mine.id, "login": {"email": you.email, "password": PASSWORD}}

    def seen(user: User, profile: Profile) -> dict[str, object]:
        neighbours = {"nodes": [{"id": profile.id}]}
        return {"location": {"profiles": neighbours}, "user": {"email": user.email}}

    assert api.execute(SIGN_IN_AS_ANOTHER, variables, make.token(me)) == {
        "data": {
            "before": {"profile": seen(me, mine)},
            "login": {"user": {"profile": seen(you, yours)}},
            "after": {"profile": seen(me, mine)},
        }
    }


def test_a_super_admin_is_one_from_the_first_field_on(api: Api, make: Make) -> None:
    user, profile = private(make, make.location())
    admin = make.admin()
    seen = {"id": user.id, "email": user.email}
    variables = {"user": user.id, "profile": profile.id}
    assert api.execute(SEE_ANYONE, variables, make.token(admin)) == {
        "data": {
            "me": {"id": admin.id},
            "user": seen,
            "profile": {"id": profile.id, "user": seen},
        }
    }
