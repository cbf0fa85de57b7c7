"""One name has one meaning: no two public classes of the service, the model and the training are called the same."""

import ast
from collections import defaultdict

from tests.test_docs import ROOT

PACKAGES = ("model", "serve", "training")
BUNDLE = "what an evidence bundle says is read by classes that stand for the bodies of the API, with their names"
TWO_SIDES = "the service's and the release's form of one thing, in packages of which neither reads the other's"
SHARED = {  # name -> why two classes may have it
    "CaseIn": BUNDLE,
    "EnquiryIn": BUNDLE,
    "FilingIn": BUNDLE,
    "ItemIn": BUNDLE,
    "PersonIn": BUNDLE,
    "OfficerInput": "what the officer says: one is read from a request, the other is given to the verdict's rule",
    "Severity": "the API's schemas have the contribution's; the data set's finding is turned into it",
    "Standing": "two schemas of the API, whose names programs may use",
    "Figure": TWO_SIDES,
    "Gallery": TWO_SIDES,
    "Mark": "one is drawn on a chart of the report, the other marked on a photo to learn from",
    "Parts": "the composition root's objects; a page's query for parts of an image",
    "Photos": TWO_SIDES,
    "Picture": "the demo's picture, drawn in place of one that is read",
    "Pictures": TWO_SIDES,
    "Refusal": TWO_SIDES,
    "Sheets": TWO_SIDES,
    "Subject": "a part of the service; the title of a report",
    "Table": "a manifest as it is read; a table of a report",
    "Block": "why a release may not become active; why a slot of a seminar can't be shown",
    "Reason": "why a verdict is inconclusive; why a slot of a seminar can't be shown",
    "ShownPoint": "a point of a sheet that a reader sees; one that a lesson shows",
    "Slot": "of a right holder in a seminar; of a photo that is calibrated",
    "Step": "of a case's timeline; of a seminar's agenda",
    "Estimate": "how long a stage takes; a figure with its interval",
    "Face": "a typeface; the front of the goods, as print and packaging call them",
    "Header": "a table's first row; a photo's",
    "Keys": "a provider's signing keys; the keys of a sheet's file",
    "Lack": "what a product lacks; what an item of a data set lacks",
    "Named": "what is named by a model, and by a file",
    "ReadCode": "a code read for a verdict; one read to find a sheet",
    "Scale": "of distances; of log-odds",
    "Selection": "what a person has ticked, on two pages",
    "Side": "of a copy; of a pair",
    "Tally": "of items by where they stand; of answers",
    "Verified": "what `audit verify` and `verify` found",
    "Waiting": "what waits for a person; an upload that waits for its rest",
}


def classes() -> dict[str, set[str]]:
    """The public classes at the top of modules, with the modules that define them."""
    found: dict[str, set[str]] = defaultdict(set)
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].add(str(path.relative_to(ROOT)))
    return found


def test_no_two_public_classes_have_one_name() -> None:
    twice = {name: sorted(modules) for name, modules in classes().items() if len(modules) > 1}
    assert {name: modules for name, modules in twice.items() if name not in SHARED} == {}
    assert SHARED.keys() <= twice.keys(), "a name that only one class has needs no reason"
