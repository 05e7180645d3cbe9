"""`python -m stillreel`: the same as the `stillreel` command."""

from .cli import main

main()
