"""What pages of other origins may ask, and the refusal of all others, in JSON like any other."""

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response

from server.errors import Refused


class Cors(CORSMiddleware):
    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        if response.status_code == 200:
            return response
        refused = Refused(response.status_code, f"{bytes(response.body).decode()}.")
        del response.headers["content-length"], response.headers["content-type"]
        return JSONResponse(refused.body, refused.status, headers=dict(response.headers))
