"""The options about lettering that `issue` and `print` share, and the typefaces that they name."""

from __future__ import annotations

import argparse
from pathlib import Path

import pymupdf_fonts

from signing.printing.lettering import Typeface


def add_fonts(parser: argparse.ArgumentParser) -> None:
    """Add the options that name another font."""
    parser.add_argument("--font", type=Path, help="another TrueType font")
    parser.add_argument("--bold-font", type=Path, help="its bold (default: the same font)")


def typefaces(arguments: argparse.Namespace) -> tuple[Typeface, Typeface]:
    """The regular and the bold one; raises CardError on a file that is no font to print with."""
    if arguments.font is None:
        return Typeface(pymupdf_fonts.myfont("figo")), Typeface(pymupdf_fonts.myfont("figbo"))
    regular = Typeface(arguments.font.read_bytes())
    bold = Typeface(arguments.bold_font.read_bytes()) if arguments.bold_font else regular
    return regular, bold
