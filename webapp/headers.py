"""What browsers are told of every answer: it is what it says it is, and /docs runs nothing foreign."""

from flask import Flask, Response, request

DOCS = frozenset({"openapi.docs"})
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def register_headers(app: Flask) -> None:
    """Add the headers to every answer; /docs, the one page of the app itself, gets a policy too."""

    @app.after_request
    def close(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.endpoint in DOCS:
            response.headers["Content-Security-Policy"] = DOCS_POLICY
            response.headers["Referrer-Policy"] = "no-referrer"
        return response
