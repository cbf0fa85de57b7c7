"""Makes a PDF of a typst document, in a separate process: ``python -I compiling.py FOLDER SECONDS > document.pdf``.

The text of a document may come from strangers, and a typesetter may abort or never end on some texts. In a separate
process this affects nothing else. It sees only the typefaces and FOLDER, in which `main.typ` is the document, and no
packages.
SECONDS since 1970 are the PDF's date.
"""

import sys
from pathlib import Path

import typst

STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]  # for archives, and for screen readers


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
