"""What holds for every test: no example of a property is judged by a clock that other processes share."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("stillreel", deadline=None)
settings.load_profile("stillreel")
