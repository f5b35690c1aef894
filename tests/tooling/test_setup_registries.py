"""Registry settings: configured once, for pip as a rule, and obeyed by every tool of the set-up."""

from __future__ import annotations

import pytest

from setup_steps import registries

PIP_CONFIG = """\
global.index-url='https://packages.example/simple'
install.find-links='/srv/wheels'
:env:.no-index='true'
"""


def test_uv_is_told_what_only_pip_was_configured_for() -> None:
    settings = registries.for_uv(PIP_CONFIG, {})

    assert settings["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    assert settings["UV_FIND_LINKS"] == "/srv/wheels"


def test_the_environment_goes_before_pips_files() -> None:
    settings = registries.for_uv(PIP_CONFIG, {"PIP_INDEX_URL": "https://other.example/simple"})

    assert settings["UV_DEFAULT_INDEX"] == "https://other.example/simple"


def test_options_for_installing_go_before_those_for_every_command() -> None:
    config = "install.index-url='https://install.example/'\nglobal.index-url='https://global.example/'\n"

    assert registries.for_uv(config, {})["UV_DEFAULT_INDEX"] == "https://install.example/"


@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_what_is_set_for_uv_itself_stays(name: str) -> None:
    settings = registries.for_uv(PIP_CONFIG, {name: "https://uv.example/simple"})

    assert "UV_DEFAULT_INDEX" not in settings


def test_several_folders_of_wheels_are_written_as_uv_reads_them() -> None:
    settings = registries.for_uv("global.find-links='/srv/a\\n/srv/b'\n", {})

    assert settings["UV_FIND_LINKS"] == "/srv/a,/srv/b"


def test_a_second_registry_is_searched_as_pip_searches_it() -> None:
    settings = registries.for_uv("global.extra-index-url='https://more.example/simple'\n", {})

    assert settings["UV_INDEX"] == "https://more.example/simple"
    assert settings["UV_INDEX_STRATEGY"] == "unsafe-best-match"


def test_without_a_bundle_of_its_own_uv_trusts_what_the_machine_trusts() -> None:
    assert registries.for_uv("", {}) == {"UV_SYSTEM_CERTS": "true"}


def test_pips_bundle_of_certificates_is_uvs_too() -> None:
    assert registries.for_uv("global.cert='/etc/ca.pem'\n", {}) == {"SSL_CERT_FILE": "/etc/ca.pem"}


def test_a_line_that_is_no_option_is_passed_over() -> None:
    assert registries.options_of_files("Configuration of pip\nglobal.index-url=plain\n") == {
        "index-url": "plain"
    }


@pytest.mark.parametrize("name", registries.CERTIFICATES)
def test_a_bundle_named_for_one_tool_reaches_all(name: str) -> None:
    environment = {name: "/etc/ca.pem"}

    known = {**registries.shared_certificates(environment), **environment}

    # pip reads REQUESTS_CA_BUNDLE, uv SSL_CERT_FILE, and npm NODE_EXTRA_CA_CERTS.
    for reader in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"):
        assert known[reader] == "/etc/ca.pem"


def test_each_tool_keeps_the_bundle_named_for_it() -> None:
    given = {"SSL_CERT_FILE": "/etc/ca.pem", "NODE_EXTRA_CA_CERTS": "/etc/node.pem"}

    assert "NODE_EXTRA_CA_CERTS" not in registries.shared_certificates(given)


def test_with_no_bundle_named_nothing_is_set() -> None:
    assert registries.shared_certificates({"SSL_CERT_FILE": ""}) == {}
