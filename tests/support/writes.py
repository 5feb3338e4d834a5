"""For every mutation that is not open to all, a call of it that writes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from auth.policy import OPERATIONS
from auth.rules import Rule
from db.models import Detail, MembershipRole, MembershipStatus, User
from tests.support.authenticator import code_of
from tests.support.details import calls, details
from tests.support.make import PASSWORD, Make
from tests.support.pictures import head_of

GUARDED = [name for name, rule in OPERATIONS["Mutation"].items() if rule is not Rule.OPEN]
ENDS = {"logout", "deactivateUser", "eraseAccount"}
"""After these the viewer is signed out, and asks nothing again."""
KEY = "018f-a-key"


def under_key(document: str, *fields: str) -> str:
    """The document of a `Written.call` with a key, and with more `fields` of its payload."""
    begun = f' @idempotent(key: "{KEY}") {{ {" ".join(fields)} errors'
    return document.replace(" { errors", begun)


@dataclass(frozen=True)
class Written:
    """Rows of which each mutation writes one, for a viewer who may."""

    make: Make
    viewer: User

    def call(self, mutation: str, arguments: "Arguments | None" = None) -> str:
        """A document that calls it once, with all that it needs in the database."""
        call = (arguments or CALLS[mutation])(self)
        return f"{head_of(call)} {{ {mutation}{call} {{ errors {{ code path }} }} }}"

    def _profile(self, **values: bool) -> str:
        return self.make.profile(self.viewer, **values).id

    def _contact(self) -> str:
        return self.make.contact(self.make.profile(self.viewer)).id

    def _organization(self) -> str:
        return self.make.organization(self.viewer).id

    def _member(self) -> tuple[str, str, str]:
        """The ids of an organization of the viewer, of a member, and of the membership."""
        organization, user = self.make.organization(self.viewer), self.make.user()
        return organization.id, user.id, self.make.membership(organization, user).id

    def _invitation(self) -> str:
        organization = self.make.organization()
        status, role = MembershipStatus.INVITED, MembershipRole.STAFF
        return self.make.membership(organization, self.viewer, role, status).id

    def _stranger(self) -> str:
        user = self.make.user()
        self.make.profile(user)
        return user.id

    def _with_two_factor(self) -> str:
        self.make.two_factor(self.viewer)
        return self.viewer.id

    def _session(self) -> str:
        return self.make.session(self.viewer).id


def _transfer(rows: Written) -> str:
    organization_id, user_id, _ = rows._member()
    return f'(organizationId: "{organization_id}", userId: "{user_id}")'


def _invite(rows: Written) -> str:
    ids = f'organizationId: "{rows._organization()}", userId: "{rows._stranger()}"'
    return f"(input: {{{ids}}})"


def _write_detail(entity: type[Detail], mutation: str, rows: Written) -> str:
    profile = rows.make.profile(rows.viewer)
    id = rows.make.detail(entity, profile).id
    return calls(entity, f'"{profile.id}"', f'"{id}"', "Changed")[mutation]


def _revoke_others(rows: Written) -> str:
    rows._session()
    return ""


def _confirm_two_factor(rows: Written) -> str:
    code = code_of(rows.make.two_factor(rows.viewer, is_on=False))
    return f'(input: {{code: "{code}"}})'


def _renew_codes(rows: Written) -> str:
    rows.make.two_factor(rows.viewer)
    return ""


Arguments = Callable[[Written], str]
CALLS: dict[str, Arguments] = {
    "logout": lambda _: "",
    "changePassword": lambda _: (
        f'(input: {{currentPassword: "{PASSWORD}", newPassword: "battery staple horse"}})'
    ),
    "requestEmailVerification": lambda _: "",
    "requestEmailChange": lambda _: '(input: {email: "changed@example.com"})',
    "reauthenticate": lambda _: f'(input: {{password: "{PASSWORD}"}})',
    "requestDataExport": lambda _: "",
    "eraseAccount": lambda _: "",
    "enrolTwoFactor": lambda _: "",
    "confirmTwoFactor": _confirm_two_factor,
    "disableTwoFactor": lambda rows: f'(userId: "{rows._with_two_factor()}")',
    "renewRecoveryCodes": _renew_codes,
    "revokeSession": lambda rows: f'(id: "{rows._session()}")',
    "revokeOtherSessions": _revoke_others,
    "createUser": lambda _: (
        '(input: {username: "new", email: "new@example.com", password: "battery staple horse"})'
    ),
    "updateUser": lambda rows: f'(input: {{id: "{rows.viewer.id}", username: "renamed"}})',
    "deactivateUser": lambda rows: f'(id: "{rows.viewer.id}")',
    "activateUser": lambda rows: f'(id: "{rows.make.user(is_active=False).id}")',
    "setSuperAdmin": lambda rows: f'(id: "{rows._stranger()}", isSuperAdmin: true)',
    "createProfile": lambda _: '(input: {firstName: "Ada"})',
    "updateProfile": lambda rows: f'(input: {{id: "{rows._profile()}", firstName: "Eva"}})',
    "uploadProfilePicture": lambda rows: f'(id: "{rows._profile()}", picture: $picture)',
    "setProfileVisibility": lambda rows: f'(id: "{rows._profile()}", isPublic: false)',
    "deactivateProfile": lambda rows: f'(id: "{rows._profile()}")',
    "restoreProfile": lambda rows: f'(id: "{rows._profile(is_active=False)}")',
    "setPrimaryContact": lambda rows: f'(id: "{rows._contact()}")',
    **{
        mutation: partial(_write_detail, entity, mutation)
        for entity in details()
        for mutation in calls(entity, "", "", "")
    },
    "createLocation": lambda _: '(input: {country: "Peru", city: "Lima"})',
    "updateLocation": lambda rows: f'(input: {{id: "{rows.make.location().id}", city: "Lima"}})',
    "deactivateLocation": lambda rows: f'(id: "{rows.make.location().id}")',
    "createOrganization": lambda _: '(input: {name: "Works"})',
    "updateOrganization": lambda rows: f'(input: {{id: "{rows._organization()}", name: "Mill"}})',
    "deactivateOrganization": lambda rows: f'(id: "{rows._organization()}")',
    "transferOwnership": _transfer,
    "inviteMember": _invite,
    "acceptInvitation": lambda rows: f'(id: "{rows._invitation()}")',
    "setMemberRole": lambda rows: f'(id: "{rows._member()[2]}", role: MANAGER)',
    "removeMember": lambda rows: f'(id: "{rows._member()[2]}")',
}
