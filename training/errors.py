"""Errors of the training package: who must act on them decides the exit status (design.md section 7)."""

from model.errors import ShinganError


class CallError(ShinganError):
    """The call was wrong: an argument, a setting or a file name. Exit status 2."""


class WorkError(ShinganError):
    """The work failed: a finding, a refused release, data that can't support it. Exit status 1."""


class ManifestError(WorkError):
    """A manifest can't be read at all."""
