"""`python -m training`: the same as `shingan-train`."""

from training.cli import main

main()
