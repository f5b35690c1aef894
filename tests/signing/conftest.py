"""Drawn examples may take as long as a busy machine needs: no test here is about time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("signing", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("signing")
