"""What a person sees in the terminal when the product starts."""

from __future__ import annotations

import sys

import segno

from verifier.certificate import Files

ON_A_PHONE = """\
  Phone     on the same network, point its camera at this code:

{code}
            The phone warns that it does not know this machine's certificate: choose to go on.
            To work without coverage as well, the phone has to trust the certificate:
            send it {authority} and install it there.
"""
ON_THIS_MACHINE = "  Phone     make run HOST=0.0.0.0   shows a code that a phone on this network can scan\n"


def show(base_url: str, practice: bool, certificate: Files | None) -> None:
    """Print the start screen; signs that the terminal can't show are replaced."""
    text = lines(base_url, practice, certificate)
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def lines(base_url: str, practice: bool, certificate: Files | None) -> str:
    """Return the start screen: where the product is, what to try first, how to stop it."""
    if not practice:
        return f"\nKortsjekk serves {base_url}. Stop it with Ctrl+C.\n"
    if certificate is None:
        phone = ON_THIS_MACHINE
    else:
        phone = ON_A_PHONE.format(code=terminal_code(base_url), authority=certificate.authority)
    return f"""
  Kortsjekk, practice mode: every card, person and company here is invented.

  Open      {base_url}
  Try       {base_url}/practice   has cards to scan and people to sign in as
{phone}
  Stop      Ctrl+C
"""


def terminal_code(address: str) -> str:
    """Return a QR symbol of `address` drawn with half blocks, dark on light, indented."""
    rows = [list(row) for row in segno.make_qr(address, error="m").matrix_iter(border=3)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    # Light modules are drawn: terminals are mostly dark, and a symbol needs a light frame.
    signs = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join(
        " " * 12 + "".join(signs[(upper, lower)] for upper, lower in zip(*pair, strict=True))
        for pair in pairs
    )
