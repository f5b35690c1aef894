"""One set of registry settings for all tools: what is configured for one of them, the others obey as well."""

from __future__ import annotations

import ast
from collections.abc import Mapping

# pip's option -> the settings of uv that say the same, the one to set first.
UV_SETTINGS = {
    "index-url": ("UV_DEFAULT_INDEX", "UV_INDEX_URL"),
    "extra-index-url": ("UV_INDEX", "UV_EXTRA_INDEX_URL"),
    "find-links": ("UV_FIND_LINKS",),
    "no-index": ("UV_NO_INDEX",),
    "cert": ("SSL_CERT_FILE",),
}
CERTIFICATES = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


def shared_certificates(environment: Mapping[str, str]) -> dict[str, str]:
    """Return settings that let pip, uv and npm all trust the bundle of certificates named for one of them."""
    bundle = next((environment[name] for name in CERTIFICATES if environment.get(name)), None)
    # Not PIP_CERT: it would go before the bundle that a pip.conf names.
    readers = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    return {name: bundle for name in readers if bundle and not environment.get(name)}


def for_uv(pip_config: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what uv has to be told of pip's settings; what is set for uv itself stays as it is.

    `pip_config` is what `pip config list` prints: uv reads neither pip.conf nor PIP_INDEX_URL.
    """
    options = {**options_of_files(pip_config), **options_of(environment)}
    settings = {
        names[0]: " ".join(options[option].split())
        for option, names in UV_SETTINGS.items()
        if options.get(option) and not any(environment.get(name) for name in names)
    }
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = settings["UV_FIND_LINKS"].replace(" ", ",")
    if "UV_INDEX" in settings:
        # As pip does: the pinned file may stand in any of them, and its hash says which one is right.
        settings.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    if not environment.get("SSL_CERT_FILE") and "SSL_CERT_FILE" not in settings:
        settings["UV_SYSTEM_CERTS"] = "true"
    return settings


def options_of_files(pip_config: str) -> dict[str, str]:
    """Return pip's options from its files, those for `pip install` before those for every command."""
    found: dict[str, dict[str, str]] = {"global": {}, "install": {}}
    for line in pip_config.splitlines():
        name, separator, value = line.partition("=")
        section, _, option = name.partition(".")
        if separator and section in found:
            found[section][option] = _unquoted(value)
    return {**found["global"], **found["install"]}


def options_of(environment: Mapping[str, str]) -> dict[str, str]:
    """Return pip's options from the environment: PIP_INDEX_URL is its index-url."""
    return {
        name[len("PIP_") :].lower().replace("_", "-"): value
        for name, value in environment.items()
        if name.startswith("PIP_") and value
    }


def _unquoted(value: str) -> str:
    try:
        return str(ast.literal_eval(value))
    except (ValueError, SyntaxError):
        return value
