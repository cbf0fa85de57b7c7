"""`python -m serve`: the same as the command `shingan`."""

from serve.cli import main

main()
