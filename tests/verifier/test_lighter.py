"""Files lose only what people read: each script keeps its tokens, and a sheet what it says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import NODE
from tests.support.product import CHECKOUT
from verifier.lighter import light, script, style
from verifier.precache import STATIC

TOKENS = CHECKOUT / "tests" / "js" / "support" / "tokens.cjs"


def tokens(scripts: dict[str, str]) -> dict[str, Any]:
    """Return the tokens of scripts, as Node's own parser sees them; it fails where one is no script."""
    asked = json.dumps([{"name": name, "text": text} for name, text in scripts.items()])
    command: list[str | Path] = [NODE, "--expose-internals", TOKENS]
    answer = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return dict(json.loads(answer.stdout))


def test_every_script_of_ours_keeps_its_tokens_and_loses_much_of_its_size() -> None:
    paths = [*(STATIC / "js").rglob("*.js"), STATIC / "sw.js"]
    whole = {path.name + str(path.parent): path.read_text("utf-8") for path in paths}
    lighter = {name: script(text) for name, text in whole.items()}

    assert len(paths) > 50
    assert tokens(lighter) == tokens(whole)
    assert sum(map(len, lighter.values())) < 0.65 * sum(map(len, whole.values()))


@pytest.mark.parametrize(
    "text",
    [
        "const a = \"// no comment\", b = '/* nor this */'; // but this",
        'const t = `a // ${ b ? `c /* ${ {d: 1}.d } */` : "}" } // e`;',
        "const p = /[/*]\\/\\//g.test(x) && y / 2 / z; /* over\nlines */ go()",
        "if (a) return /b/;\nreturn typeof /c/ / 2",
        "let i = a++ + ++b - -c, q = a / /d/.source.length",
        "class A { #x = 1; static #y\n get z() { return this.#x in this } }",
        "a\n++b",
        "const f = async () => { await g()\n}\n(h)",
    ],
)
def test_what_looks_like_a_comment_and_is_none_stays(text: str) -> None:
    wrapped = f"async function* all() {{\n{text}\n}}"

    assert tokens({"it": script(wrapped)}) == tokens({"it": wrapped})


def test_comments_and_indentation_leave_a_script() -> None:
    text = "/** Says. */\nexport function say(word) {\n  // once\n  return word + 1;\n}\n"

    assert script(text) == "export function say(word){return word+1;}\n"


def test_comments_and_indentation_leave_a_style_sheet() -> None:
    text = '/* why */\n.a {\n  content: "/* kept */";\n  color: red; /* gone */\n}\n'

    assert style(text) == '.a {\ncontent: "/* kept */";\ncolor: red; \n}'


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_words_stay_the_same_words(language: str) -> None:
    content = (STATIC / "words" / f"{language}.json").read_bytes()

    assert json.loads(light(".json", content)) == json.loads(content)
    assert len(light(".json", content)) < len(content)


@pytest.mark.parametrize("suffix", [".wasm", ".svg", ".png", ""])
def test_other_files_stay_as_they_are(suffix: str) -> None:
    assert light(suffix, b"  // \x00 ") == b"  // \x00 "
