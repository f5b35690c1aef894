"""Kortsjekk's web application: the only place that knows HTTP."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from verifier import commands, errors, language, practice, security, wiring
from verifier.config import Config
from verifier.practice.people import PEOPLE
from verifier.views import (
    checks,
    companies,
    comparing,
    comparisons,
    files,
    keyset,
    notices,
    pages,
    photos,
    public,
    reports,
    sources,
    status,
    system,
)
from verifier.wiring import Clock, utc_now

__all__ = ["create_app"]

# The largest body of any address that does not say otherwise; the API's own limits are lower.
MAX_REQUEST = 2_200_000
# What a form's fields may hold together. Files pass through the same reader in pieces of 64 KiB, and one that
# holds back part of a piece must not be taken for a field: the limit is several pieces.
MAX_FORM_MEMORY = 512 * 1024


def create_app(config: Config, clock: Clock = utc_now) -> Flask:
    """The application for one configuration; raises ConfigError naming the setting it cannot start with."""
    people = PEOPLE if config.is_practice else ()
    photo_of = practice.portrait_path if config.is_practice else _no_photo
    house = wiring.build(config, people, photo_of, clock)

    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=wiring.secret_key(config),
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_MEMORY,
        MAX_FORM_PARTS=10,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=10),
        # Sent once, at sign-in: a late answer would else bring back who was signed in before.
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_NAME="__Host-session" if config.is_https else "session",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["kortsjekk"] = house
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=files.file)
    app.after_request(files.press)
    security.protect(app)
    csrf = CSRFProtect(app)
    for view in (checks, companies, comparisons, keyset, photos, reports, sources, status, system):
        app.register_blueprint(view.blueprint)
        csrf.exempt(view.blueprint)
    for view in (pages, notices, comparing):
        app.register_blueprint(view.blueprint)
    csrf.exempt("verifier.views.pages.sign_out")
    app.register_blueprint(public.blueprint)
    csrf.exempt("verifier.views.public.checks")
    if config.is_practice:
        app.register_blueprint(practice.blueprint)
        csrf.exempt(practice.blueprint)
    language.teach(app)
    commands.teach(app)
    errors.handle(app)
    return app


def _no_photo(card_number: str) -> None:
    """Outside practice only a live card register has photos."""
