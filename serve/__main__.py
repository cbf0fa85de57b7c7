"""`python -m serve`: the same as the command `shingan`."""

from serve.starting import main

main()
