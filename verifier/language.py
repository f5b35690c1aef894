"""Which language a page speaks, and the words that templates may use."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask, request, url_for

from sync.days import NORWAY, day_of
from verifier.access import person
from verifier.shapes import NotAskedShape
from verifier.wiring import parts
from verifier.words import LANGUAGES


def chosen() -> str:
    """The language of this request: the one chosen, or the first that the browser asks for, or bokmål."""
    cookie = request.cookies.get("lang", "")
    if cookie in LANGUAGES:
        return cookie
    wanted = request.accept_languages.best_match(("nb", "no", "nn", "en"), default="nb")
    return wanted if wanted in LANGUAGES else "nb"


def day(value: date) -> str:
    """A day as people in Norway write it: day.month.year."""
    return value.strftime("%d.%m.%Y")


def local(time: datetime) -> str:
    """An aware time as people in Norway write it: day.month.year hour:minute."""
    return time.astimezone(NORWAY).strftime("%d.%m.%Y %H:%M")


def clock(time: datetime) -> str:
    """The hour and minute of an aware time in Norway."""
    return time.astimezone(NORWAY).strftime("%H:%M")


def not_asked(register: NotAskedShape, checked_at: datetime, language: str) -> str:
    """The sentence about a register that could not be asked, with the time of the copy used instead."""
    say = parts().words.say
    source = say(language, f"source.{register.source}")
    if register.as_of is None:
        return say(language, "ui.verdict.not-asked.no-copy", source=source)
    copied = register.as_of.astimezone(NORWAY)
    date, time = day(copied), copied.strftime("%H:%M")
    when = "today" if copied.date() == checked_at.astimezone(NORWAY).date() else "before"
    return say(language, f"ui.verdict.not-asked.copy-{when}", source=source, date=date, time=time)


def teach(app: Flask) -> None:
    """Give every template the words, the language, and who is signed in."""

    def values() -> dict[str, object]:
        language = chosen()
        words = parts().words
        return {
            "lang": language,
            "languages": LANGUAGES,
            "practice": parts().config.is_practice,
            "say": lambda key, **fill: words.say(language, key, **fill),
            "local": local,
            "clock": clock,
            "is_same_day": lambda one, other: day_of(one) == day_of(other),
            "day": day,
            "not_asked": lambda register, at: not_asked(register, at, language),
            "asset": lambda path: url_for("static", filename=path),
            "person": person(),
        }

    app.context_processor(values)
