"""Who may read each field, write each column and call each operation: the one table, as data.

Which rows a viewer sees is the business of each entity's `visible_to`; this table says what of
a visible row they may read, and which operations they may call. `auth.permissions` enforces
it, and refuses to start with a field that has no rule.
"""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Table

from auth.rules import Rule
from base.naming import camel
from db.models import ENTITIES, Entity

OPEN, READER, SIGNED_IN = Rule.OPEN, Rule.READER, Rule.SIGNED_IN
OWNER, SELF, ACTOR, SUPER_ADMIN = Rule.OWNER, Rule.SELF, Rule.ACTOR, Rule.SUPER_ADMIN

OPERATIONS: Mapping[str, Mapping[str, Rule]] = {
    "Query": {
        "me": READER,
        "node": READER,
        "nodes": READER,
        "user": READER,
        "users": SUPER_ADMIN,
        "usersPage": SUPER_ADMIN,
        "profile": READER,
        "profileByUser": READER,
        "profiles": READER,
        "profilesPage": READER,
        "location": READER,
        "locations": READER,
        "locationsPage": READER,
        "contact": READER,
        "contacts": READER,
        "contactsPage": READER,
        "job": READER,
        "jobs": READER,
        "jobsPage": READER,
        "organization": READER,
        "organizationBySlug": READER,
        "organizations": READER,
        "organizationsPage": READER,
        "isUsernameFree": READER,
        "auditEvents": SUPER_ADMIN,
    },
    "Mutation": {
        "register": OPEN,
        "login": OPEN,
        "refreshToken": OPEN,
        "logout": SIGNED_IN,
        "changePassword": SIGNED_IN,
        "requestPasswordReset": OPEN,
        "resetPassword": OPEN,
        "verifyEmail": OPEN,
        "requestEmailVerification": SIGNED_IN,
        "requestEmailChange": SIGNED_IN,
        "reauthenticate": SIGNED_IN,
        "verifyTwoFactor": OPEN,
        "enrolTwoFactor": SIGNED_IN,
        "confirmTwoFactor": SIGNED_IN,
        "disableTwoFactor": SIGNED_IN,
        "renewRecoveryCodes": SIGNED_IN,
        "revokeSession": SIGNED_IN,
        "revokeOtherSessions": SIGNED_IN,
        "requestDataExport": SIGNED_IN,
        "eraseAccount": SIGNED_IN,
        "createUser": SUPER_ADMIN,
        "updateUser": SIGNED_IN,
        "deactivateUser": SIGNED_IN,
        "activateUser": SUPER_ADMIN,
        "setSuperAdmin": SUPER_ADMIN,
        "createProfile": SIGNED_IN,
        "updateProfile": SIGNED_IN,
        "uploadProfilePicture": SIGNED_IN,
        "setProfileVisibility": SIGNED_IN,
        "deactivateProfile": SIGNED_IN,
        "restoreProfile": SIGNED_IN,
        "addContact": SIGNED_IN,
        "updateContact": SIGNED_IN,
        "setPrimaryContact": SIGNED_IN,
        "removeContact": SIGNED_IN,
        "addJob": SIGNED_IN,
        "updateJob": SIGNED_IN,
        "removeJob": SIGNED_IN,
        "createLocation": SIGNED_IN,
        "updateLocation": SUPER_ADMIN,
        "deactivateLocation": SUPER_ADMIN,
        "createOrganization": SIGNED_IN,
        "updateOrganization": SIGNED_IN,
        "deactivateOrganization": SIGNED_IN,
        "transferOwnership": SIGNED_IN,
        "inviteMember": SIGNED_IN,
        "acceptInvitation": SIGNED_IN,
        "setMemberRole": SIGNED_IN,
        "removeMember": SIGNED_IN,
    },
    "Subscription": {
        "myProfileChanged": SIGNED_IN,
    },
}

FIELDS: Mapping[str, Mapping[str, Rule]] = {
    "User": {
        "id": READER,
        "username": READER,
        "createdAt": READER,
        "email": OWNER,
        "isActive": OWNER,
        "isSuperAdmin": OWNER,
        "updatedAt": OWNER,
        "deactivatedAt": OWNER,
        "lastLoginAt": OWNER,
        "isEmailVerified": OWNER,
        "pendingEmail": OWNER,
        "hasTwoFactor": OWNER,
        "recoveryCodesLeft": SELF,
        "memberships": OWNER,
        "sessions": SELF,
        "dataExports": SELF,
        "securityEvents": OWNER,
        "profile": READER,
    },
    "Profile": {
        "id": READER,
        "user": READER,
        "firstName": READER,
        "lastName": READER,
        "gender": READER,
        "bio": READER,
        "profilePictureUrl": READER,
        "createdAt": READER,
        "updatedAt": READER,
        "dateOfBirth": OWNER,
        "isPublic": OWNER,
        "allowContact": OWNER,
        "isActive": OWNER,
        "deactivatedAt": OWNER,
        "location": READER,
        "contacts": SIGNED_IN,
        "jobs": READER,
    },
    "Location": {
        "id": READER,
        "country": READER,
        "stateProvince": READER,
        "city": READER,
        "postalCode": SIGNED_IN,
        "isActive": READER,
        "createdAt": READER,
        "updatedAt": READER,
        "deactivatedAt": READER,
        "profiles": READER,
    },
    "Contact": dict.fromkeys(
        (
            "id",
            "profile",
            "type",
            "value",
            "isPrimary",
            "isActive",
            "createdAt",
            "updatedAt",
            "deactivatedAt",
        ),
        READER,
    ),
    "Job": dict.fromkeys(
        (
            "id",
            "profile",
            "title",
            "company",
            "industry",
            "startDate",
            "endDate",
            "isActive",
            "createdAt",
            "updatedAt",
            "deactivatedAt",
        ),
        READER,
    ),
    "Organization": dict.fromkeys(
        (
            "id",
            "name",
            "slug",
            "category",
            "subcategory",
            "owner",
            "isActive",
            "createdAt",
            "updatedAt",
            "deactivatedAt",
            "myRole",
            "members",
        ),
        READER,
    ),
    "Membership": dict.fromkeys(
        ("id", "organization", "user", "role", "status", "createdAt"), READER
    ),
    "Session": dict.fromkeys(
        (
            "id",
            "createdAt",
            "lastUsedAt",
            "expiresAt",
            "ipAddress",
            "userAgent",
            "authenticatedWith",
            "isCurrent",
        ),
        READER,
    ),
    "DataExport": dict.fromkeys(("id", "createdAt", "status", "url", "expiresAt"), READER),
    "AuditEvent": {
        "id": READER,
        "at": READER,
        "action": READER,
        "actor": READER,
        "subject": READER,
        "reason": READER,
        "ipAddress": ACTOR,
        "userAgent": ACTOR,
    },
}


def _own_columns(entity: type[Entity]) -> list[str]:
    """The names, as clients have them, of the columns of an entity alone that refer to no other."""
    columns = cast("Table", entity.__table__).columns
    own = [x for x in columns if x.key not in Entity.__annotations__ and not x.foreign_keys]
    return [camel(x.key) for x in own if not x.info.get("internal")]


GRANTED: Mapping[str, Mapping[str, Rule]] = {
    "User": {"email": OPEN, "username": OPEN, "isActive": SUPER_ADMIN, "isSuperAdmin": SUPER_ADMIN},
    "Membership": {"role": SIGNED_IN},
}
CONTENT = ("Profile", "Location", "Contact", "Job", "Organization")
"""Entities whose own columns are what people write; what every entity has, nobody writes."""
WRITTEN: Mapping[str, Mapping[str, Rule]] = {
    **GRANTED,
    **{name: dict.fromkeys(_own_columns(ENTITIES[name]), SIGNED_IN) for name in CONTENT},
}
"""What inputs may hold of an entity, and the least that a mutation with such an input asks for."""

NAMED_CARRIERS = {
    *("PageInfo", "MutationError", "ProfileEvent"),
    *("AuthPayload", "LogoutPayload", "RevokeSessionPayload", "ChangePasswordPayload"),
    *("EmailPayload", "ReauthenticatePayload", "RequestPasswordResetPayload"),
    "EraseAccountPayload",
    *("EnrolTwoFactorPayload", "RecoveryCodesPayload", "TwoFactorPayload"),
}
CARRIERS = NAMED_CARRIERS | {
    f"{name}{kind}" for name in FIELDS for kind in ("Edge", "Connection", "Page", "Payload")
}
"""Types without rules of their own: they carry what the field that returned them may fetch."""

OPERAND_FILTERS = {
    *("StringFilter", "BooleanFilter", "IDFilter", "DateFilter", "DateTimeFilter"),
    "GenderFilter",
}
"""Filters on one value; any other filter is on the fields of an entity, under their rules."""

FILTERED_BY_ADMINS = {"isActive"}
"""What super admins alone may filter by, though it can be read: others see active rows only."""


def filter_rule(type_name: str, field_name: str) -> Rule:
    """Who may filter a list by a field, or by the id behind one; LookupError for an unknown field.

    A field that is null to others would tell them its value.
    """
    rules = FIELDS[type_name]
    rule = rules.get(field_name) or rules[field_name.removesuffix("Id")]
    if field_name in FILTERED_BY_ADMINS or rule in (Rule.OWNER, Rule.SELF, Rule.ACTOR):
        return Rule.SUPER_ADMIN
    return rule
