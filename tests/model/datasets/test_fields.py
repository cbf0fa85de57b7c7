"""What people and spreadsheets write in a field is told with what they mean by it."""

import pytest

from model.datasets.fields import check_fields
from model.datasets.findings import Severity
from model.datasets.table import Fields, Record


def record(**fields: str) -> Record:
    return Record(2, Fields({name: place for place, name in enumerate(fields)}, tuple(fields.values())))


@pytest.mark.parametrize(
    ("field", "text", "code", "said"),
    [
        ("label", "真正品", "bad-label", "did you mean 'genuine'?"),
        ("label", "Counterfeit", "bad-label", "did you mean 'counterfeit' (it differs in letter case)?"),
        ("split", "validation", "bad-split", "did you mean 'calibration'?"),
        ("capture", "screenshot", "bad-capture", "did you mean 'listing'?"),
        ("contributed_on", "2026/1/31", "bad-date", "did you mean 2026-01-31?"),
        ("contributed_on", "31.1.2026", "bad-date", "did you mean 2026-01-31?"),
        ("contributed_on", "1/31/2026", "bad-date", "did you mean 2026-01-31?"),
        ("contributed_on", "1/2/2026", "bad-date", "did you mean 2026-01-02 or 2026-02-01?"),
        ("contributed_on", "2026-01-31 00:00:00", "bad-date", "did you mean 2026-01-31?"),
        ("contributed_on", "\uff12\uff10\uff12\uff16年1月31日", "bad-date", "did you mean 2026-01-31?"),
        ("contributed_on", "46053", "bad-date", "did you mean 2026-01-31?"),
        ("contributed_on", "2026-02-30", "bad-date", "such as 2026-01-31"),
        ("sha256", "AB" * 32, "bad-digest", "lower case"),
        ("sha256", "ab" * 16, "bad-digest", "is it an MD5?"),
        ("points", "logo@120,80,40,30", "bad-points", "divide pixels"),
        ("item", "#N/A", "spreadsheet-error", "correct the formula"),
    ],
)
def test_a_wrong_field_comes_with_what_is_meant_or_what_to_do(field: str, text: str, code: str, said: str) -> None:
    (finding,) = check_fields(record(**{field: text}))
    assert (finding.code, finding.severity, finding.rows) == (code, Severity.ERROR, (2,))
    assert said in str(finding.message)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4.90123E+12", "spreadsheet-value"),
        ("2-Jan", "spreadsheet-value"),
        ('="00123"', "spreadsheet-value"),
        ("1月2日", "spreadsheet-value"),
        ("pi\ufffdce-1", "garbled-characters"),
        ("pi\u00c3\u00a8ce-1", "garbled-characters"),
    ],
)
def test_an_id_that_was_damaged_on_its_way_is_doubted(text: str, code: str) -> None:
    (finding,) = check_fields(record(item=text))
    assert (finding.code, finding.severity) == (code, Severity.WARNING)


@pytest.mark.parametrize("item", ["A-1", "1-2", "2026-01-31", "E+12", "pièce-1", "#1"])
def test_ordinary_ids_are_not_doubted(item: str) -> None:
    assert list(check_fields(record(item=item, label="genuine", contributed_on="2026-01-31", capture="listing"))) == []
