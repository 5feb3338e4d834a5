"""What every page for people is sent with: a policy of its own, and nothing for others to embed."""

from starlette.responses import HTMLResponse

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def policy(**sources: str) -> str:
    """A content security policy that allows `sources` alone: `font_src="'self'"`, and so on."""
    allowed = {
        "default_src": "'none'",
        **sources,
        "base_uri": "'none'",
        "form_action": "'none'",
        "frame_ancestors": "'none'",
    }
    return "; ".join(f"{name.replace('_', '-')} {value}" for name, value in allowed.items())


def page(html: str, content_security_policy: str, **headers: str) -> HTMLResponse:
    """An answer in HTML; others may keep it only if they ask each time whether it is still so."""
    return HTMLResponse(
        html,
        headers={
            "Cache-Control": "no-cache",
            "Content-Security-Policy": content_security_policy,
            **HEADERS,
            **headers,
        },
    )
