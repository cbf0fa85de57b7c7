"""Which tests are slow: left out of `make quick` and `make coverage`.

And which need only one kind of storage.
"""

from pathlib import Path

FOLDERS = frozenset({"browser", "faults"})

# In this order: what a file makes once for another (tests/once.py) is there before the other asks for it.
LONGEST = (
    "test_fit.py",
    "test_bundled.py",
    "test_replay.py",
    "test_authorization.py",
    "test_reliability.py",
    "test_fuzzing.py",
    "test_shortcuts_planted.py",
    "test_confidential_places.py",
    "test_genuine_only.py",
    "test_poisoning.py",
    "test_malformed.py",
    "test_releases.py",
    "test_parity.py",
)

# These come after them: none of their tests takes long, but a process that begins such a file last ends alone.
LONG = (
    "test_look.py",
    "test_audit.py",
    "test_canaries.py",
    "test_backups.py",
    "test_label_noise.py",
    "test_recalibrate.py",
    "test_page.py",
    "test_custody_of_rows.py",
    "test_living.py",
    "test_validate.py",
    "test_statistics.py",
    "test_every_language.py",
    "test_problems.py",
    "test_upgrading.py",
    "test_retention.py",
)
ORDER = LONGEST + LONG


# Routes and pages. Their use cases, and every query, are tested on PostgreSQL elsewhere: in tests/serve/rules, by the
# canaries, the authorisation of every door, and the custody of every row.
ON_ONE_STORAGE = frozenset(
    {
        "test_accounts.py",
        "test_blind.py",
        "test_broken_forms.py",
        "test_case_pages.py",
        "test_case_search.py",
        "test_cases.py",
        "test_catalogue.py",
        "test_clients_gone.py",
        "test_confirmations.py",
        "test_contribute.py",
        "test_contribution_pages.py",
        "test_created.py",
        "test_doors.py",
        "test_earlier_bundles.py",
        "test_enquiries.py",
        "test_every_language.py",
        "test_evidence.py",
        "test_examinations.py",
        "test_filing.py",
        "test_idempotency.py",
        "test_languages.py",
        "test_openapi.py",
        "test_opinions.py",
        "test_pages.py",
        "test_parameters.py",
        "test_people.py",
        "test_practice.py",
        "test_problems.py",
        "test_providers.py",
        "test_pseudo.py",
        "test_pseudo_words.py",
        "test_recent.py",
        "test_releases_governed.py",
        "test_releases_proposed.py",
        "test_revisions.py",
        "test_sheet_pages.py",
        "test_sign_in.py",
        "test_trials.py",
        "test_upload_client.py",
        "test_uploads.py",
        "test_values.py",
        "test_versions.py",
    }
)


def is_slow(path: Path) -> bool:
    """Whether a test file takes long."""
    return path.name in LONGEST or not FOLDERS.isdisjoint(path.parts)
