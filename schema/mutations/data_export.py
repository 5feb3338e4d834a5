"""Everything that is stored about a person."""

import strawberry

from resolvers import data_export
from schema.fields import written
from schema.mutation import mutation
from schema.mutations.erasure import REASON, WHOSE
from schema.payload import Payload
from schema.types.data_export import DataExport


@strawberry.type(description="An export that was asked for.")
class DataExportPayload(Payload):
    data_export: DataExport | None = written(
        "The export; null where it is somebody else's to read, or nothing was asked for."
    )


@strawberry.type
class DataExportMutation:
    request_data_export: DataExportPayload | None = mutation(
        data_export.request,
        DataExportPayload,
        "Have everything about an account made into JSON, after `reauthenticate`; a super admin "
        "may ask for anybody's, which that person alone reads.",
        user_id=WHOSE,
        reason=REASON,
    )
