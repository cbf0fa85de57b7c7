"""Makes a PDF of a typst document, alone in a process: ``python -I compiling.py FOLDER SECONDS > report.pdf``.

The words in a case come from strangers, and a typesetter that meets a text it can't cope with may abort or never end.
Here it takes nothing else with it. It sees the typefaces and FOLDER, in which `main.typ` is the document; nothing else,
and no packages. SECONDS since 1970 are the PDF's date.
"""

import sys
from pathlib import Path

import typst

STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]  # for archives, and for people who have it read to them


def compiled(folder: Path, seconds: int) -> bytes:
    """The PDF.

    Args:
        folder: the document's files.
        seconds: since 1970, what the PDF gives as its date.

    Raises:
        typst.TypstError: the document can't be set, or a character of it can't be drawn.
    """
    return typst.compile(
        folder / "main.typ",
        root=folder,
        package_path=folder,
        package_cache_path=folder,
        timestamp=seconds,
        pdf_standards=STANDARDS,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(compiled(Path(sys.argv[1]), int(sys.argv[2])))
