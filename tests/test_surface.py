"""The public names, pinned: adding one is a decision, removing one is a major version."""

from __future__ import annotations

import inspect
from importlib.metadata import version

import stillreel


def test_the_public_names_are_these() -> None:
    assert sorted(stillreel.__all__) == [
        "Answer",
        "Asset",
        "Draft",
        "Edit",
        "Film",
        "Progress",
        "Reel",
        "Screen",
        "Shelf",
        "State",
        "StillreelError",
        "Studio",
        "Turn",
        "Upload",
        "__version__",
        "edits",
        "open_reel",
        "open_studio",
    ]
    assert dir(stillreel) == sorted(stillreel.__all__)


def test_every_public_name_says_what_it_is() -> None:
    for name in stillreel.__all__:
        if name == "__version__":
            continue
        value = getattr(stillreel, name)
        assert inspect.getdoc(value), f"{name} has no docstring"
        if inspect.isclass(value):
            for member, method in vars(value).items():
                if (
                    inspect.isfunction(method)
                    and not member.startswith("_")
                    and method.__module__.startswith("stillreel")
                ):
                    assert method.__doc__ or inspect.isabstract(value), f"{name}.{member} has no docstring"


def test_the_version_is_the_packages() -> None:
    assert stillreel.__version__ == version("stillreel")
