"""A verdict for the terminal, in the same words as on the page."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from model.description import ReleaseDescription
from model.messages import NOTHING, Value, Wording, sentences
from model.verdict import Outcome, Verdict
from serve.examinations import messages, terminal_messages
from serve.examinations.context import TERMINAL
from serve.examinations.reading import ReadPoint, VerdictText, read
from serve.examinations.terminal_messages import for_terminal, stopped
from serve.examinations.text_reading import ReadText
from serve.platform.terminal import speaker_of
from serve.platform.translations import ENGLISH, Language

STYLES = {
    Outcome.SUSPECTED: ("bold white on red", "[!]"),
    Outcome.CONSISTENT: ("bold white on green", "(v)"),
    Outcome.INCONCLUSIVE: ("bold black on yellow", "/?\\"),
}
INDENT = 2


def show(console: Console, verdict: Verdict, release: ReleaseDescription | None, language: Language = ENGLISH) -> None:
    """Print a verdict; colour, sign and words agree."""
    _Printer(console, speaker_of(language)).show(verdict, read(verdict, release, (language.tag,), TERMINAL))


@dataclass(frozen=True)
class _Printer:
    """Prints messages as a speaker renders them."""

    console: Console
    say: Callable[[Value], str]

    def show(self, verdict: Verdict, reading: VerdictText) -> None:
        """Print a verdict."""
        style, sign = STYLES[verdict.outcome]
        head = f"{sign}  {self.say(reading.headline)}\n{self.say(reading.product)}"
        self.console.print(Panel(Text(head), style=style, expand=False))
        self._whole(reading, with_prior=verdict.prior_counterfeit is not None)
        if not reading.looks_fit and (reading.deviating or reading.matching):
            self._heading(messages.COMPARED_ALL_THE_SAME)
        for point in (*reading.deviating, *reading.matching):
            self._point(point)
        for code in reading.codes:
            self._heading(code.text)
            self._indented(sentences(code.said, terminal_messages.ON_PHOTO.of(number=code.photo)))
        for text in reading.texts:
            self._text(text)
        self._photos(reading)
        self._heading(terminal_messages.LIMITS)
        for limit in reading.limits:
            self._indented(terminal_messages.ENTRY.of(text=limit))
        last = (messages.SUPPORTS, terminal_messages.RELEASE.of(release=reading.release))
        self._line("\n" + "\n".join(map(self.say, last)), style="dim")

    def _line(self, text: Wording, style: str = "") -> None:
        if text:
            self.console.print(Text(self.say(text), style=style))

    def _heading(self, text: Wording) -> None:
        self._line(f"\n{self.say(text)}", style="bold")

    def _indented(self, text: Wording) -> None:
        if text:
            self.console.print(Padding(Text(self.say(text)), (0, 0, 0, INDENT)))

    def _whole(self, reading: VerdictText, *, with_prior: bool) -> None:
        """The sentences about the verdict as a whole."""
        about = (reading.partly_shown, reading.rests_on, reading.means, reading.leaning, reading.means_not)
        lines: tuple[Wording, ...] = (*about, *reading.notes, reading.do_next, reading.basis, reading.bound)
        for line in (*lines, reading.strength):
            self._line(line)
        self._line(NOTHING if reading.leaning else reading.likelihood)
        self._line(reading.prior if with_prior else NOTHING)
        for reason in reading.reasons:
            self._line(terminal_messages.ENTRY.of(text=reason))
        if reading.candidates:
            self._line(for_terminal(messages.CANDIDATES))
            for each in reading.candidates:
                self._indented(terminal_messages.CANDIDATE.of(name=each.name, option=f"--product {each.id}"))

    def _point(self, point: ReadPoint) -> None:
        self._heading(point.told.title)
        seen = terminal_messages.ON_PHOTO.of(number=point.photo) if point.photo else NOTHING
        self._indented(sentences(stopped(point.finding_words), stopped(point.strength), seen))
        for heading, text in point.told.by_heading.items():
            self._indented(terminal_messages.UNDER.of(heading=heading, text=text))

    def _text(self, text: ReadText) -> None:
        self._heading(text.title)
        seen = terminal_messages.ON_PHOTO.of(number=text.photo) if text.photo else NOTHING
        self._indented(sentences(stopped(text.said), seen))
        self._indented(terminal_messages.READ.of(text=text.read) if text.read else NOTHING)
        self._indented(terminal_messages.GENUINE.of(text=text.genuine) if text.genuine else NOTHING)
        self._indented(text.built_like)
        self._indented(text.check)

    def _photos(self, reading: VerdictText) -> None:
        for photo in reading.photos:
            advice = map(terminal_messages.again, photo.advice)
            notes = (photo.foreign, photo.other_view, stopped(photo.aside), stopped(photo.in_part))
            said: tuple[Wording, ...] = (*notes, *advice)
            for each in said:
                if each:
                    self._heading(terminal_messages.OF_PHOTO.of(number=photo.number, text=each))
        if reading.next_photo:
            self._heading(terminal_messages.NEXT.of(view=reading.next_photo))
