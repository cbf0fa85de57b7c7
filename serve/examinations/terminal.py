"""A verdict for the terminal, in the same words as on the page."""

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from model.description import ReleaseDescription
from model.verdict import Outcome, Verdict
from serve.examinations import messages
from serve.examinations.context import TERMINAL
from serve.examinations.reading import Reading, ReadPoint, read
from serve.examinations.terminal_messages import for_terminal
from serve.examinations.text_reading import ReadText

STYLES = {
    Outcome.SUSPECTED: ("bold white on red", "[!]"),
    Outcome.CONSISTENT: ("bold white on green", "(v)"),
    Outcome.INCONCLUSIVE: ("bold black on yellow", "/?\\"),
}
INDENT = 2


def show(console: Console, verdict: Verdict, release: ReleaseDescription | None) -> None:
    """Print a verdict; colour, sign and words agree."""
    reading = read(verdict, release, audience=TERMINAL)
    style, sign = STYLES[verdict.outcome]
    console.print(Panel(Text(f"{sign}  {reading.headline}\n{reading.product}"), style=style, expand=False))
    _whole(console, reading, with_prior=verdict.prior_counterfeit is not None)
    if not reading.looks_fit and (reading.deviating or reading.matching):
        console.print(Text(f"\n{messages.COMPARED_ALL_THE_SAME}", style="bold"))
    for point in (*reading.deviating, *reading.matching):
        _point(console, point)
    for code in reading.codes:
        console.print(Text(f"\n{code.text}", style="bold"))
        console.print(Padding(Text(f"{code.said} Photo {code.photo}."), (0, 0, 0, INDENT)))
    for text in reading.texts:
        _text(console, text)
    _photos(console, reading)
    console.print(Text("\nWhat this can't tell", style="bold"))
    for limit in reading.limits:
        console.print(Padding(Text(f"- {limit}"), (0, 0, 0, INDENT)))
    console.print(Text(f"\n{messages.SUPPORTS}\nRelease {reading.release}", style="dim"))


def _whole(console: Console, reading: Reading, *, with_prior: bool) -> None:
    """The sentences about the verdict as a whole."""
    lines = (
        reading.partly_shown,
        reading.rests_on,
        reading.means,
        reading.leaning,
        reading.means_not,
        *reading.notes,
        reading.do_next,
    )
    for line in (*lines, reading.basis, reading.bound):
        if line:
            console.print(Text(line))
    for line in (reading.strength, "" if reading.leaning else reading.likelihood, reading.prior if with_prior else ""):
        if line:
            console.print(Text(line))
    for reason in reading.reasons:
        console.print(Text(f"- {reason}"))
    if reading.candidates:
        console.print(Text(f"{for_terminal(messages.CANDIDATES)}:"))
        for each in reading.candidates:
            console.print(Padding(Text(f"{each.name}: --product {each.id}"), (0, 0, 0, INDENT)))


def _point(console: Console, point: ReadPoint) -> None:
    console.print(Text(f"\n{point.told.title}", style="bold"))
    seen = f" on photo {point.photo}" if point.photo else ""
    console.print(Padding(Text(f"{point.finding_words}{seen}. {point.strength}."), (0, 0, 0, INDENT)))
    for heading, text in point.told.by_heading.items():
        console.print(Padding(Text(f"{heading}: {text}"), (0, 0, 0, INDENT)))


def _text(console: Console, text: ReadText) -> None:
    console.print(Text(f"\n{text.title}", style="bold"))
    seen = f" Photo {text.photo}." if text.photo else ""
    lines = (
        f"{text.said.rstrip('.')}.{seen}",
        f"Read: {text.read}" if text.read else "",
        f"Genuine: {text.genuine}" if text.genuine else "",
        text.built_like,
        text.check,
    )
    for line in lines:
        if line:
            console.print(Padding(Text(line), (0, 0, 0, INDENT)))


def _photos(console: Console, reading: Reading) -> None:
    for photo in reading.photos:
        if photo.foreign:
            console.print(Text(f"\nPhoto {photo.number}: {photo.foreign}", style="bold"))
        for said in filter(None, (photo.aside, photo.in_part)):
            console.print(Text(f"\nPhoto {photo.number}: {said}."))
        for advice in photo.advice:
            console.print(Text(f"\nPhoto {photo.number}: take it again. {advice}", style="bold"))
    if reading.next_photo:
        console.print(Text(f"\nPhotograph next: {reading.next_photo}", style="bold"))
