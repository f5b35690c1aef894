"""The forms of the server's own pages, each with its token against forgery (Flask-WTF)."""

from __future__ import annotations

import re

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileSize
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import UUID, AnyOf, DataRequired, InputRequired, Length, Optional, Regexp

from sync.checks import ComparedWith
from sync.notices import Addressee, How
from sync.report import NOTE_LENGTH, PLACE_LENGTH
from verifier.notices import cleaned
from verifier.seen import MAX_UPLOAD

# A path of this site: a second slash at the start would name another one.
OWN_PATH = r"^/(?!/)[A-Za-z0-9/_-]*\Z"
# Longer than any way of writing a card number.
MAX_TYPED = 60


class SignInForm(FlaskForm):
    """Which practice person to be, and which page to go on to."""

    person = StringField(validators=[Length(max=100)])
    next = HiddenField(validators=[Optional(), Regexp(OWN_PATH)])


class NumberForm(FlaskForm):
    """The number on a card. Blanks, dots and hyphens that people put between its digits are let through."""

    number = StringField(
        validators=[DataRequired(), Length(max=MAX_TYPED), Regexp(r"[0-9]{7,10}\Z")],
        filters=[lambda text: re.sub(r"[ .\u00a0-]", "", (text or "").strip())],
    )


class ManualForm(FlaskForm):
    """A picture of a card, or the text or number on it."""

    picture = FileField(validators=[Optional(), FileSize(MAX_UPLOAD)])
    code = StringField(
        validators=[Optional(), Length(max=12_000)], filters=[lambda text: (text or "").strip()]
    )
    purpose = StringField(validators=[Optional(), Length(max=200)])


class NoticeForm(FlaskForm):
    """A notice before it is filed: the facts of its check as JSON, and what its author chooses and adds."""

    id = HiddenField()
    facts = HiddenField()
    authority = StringField()
    place = StringField(validators=[Length(max=PLACE_LENGTH)], filters=[lambda text: cleaned(text or "")])
    added = StringField(validators=[Length(max=NOTE_LENGTH)], filters=[lambda text: cleaned(text or "")])


class NotifiedForm(FlaskForm):
    """That an addressee of a notice was notified, and by which way."""

    id = HiddenField()
    addressee = StringField(validators=[AnyOf([each.value for each in Addressee])])
    how = StringField(validators=[AnyOf([each.value for each in How])])


class ComparisonForm(FlaskForm):
    """Whether the person is the one on the card; `printed`: compared with the print instead.

    `facts` are those of a notice from the check, for who says that the person is another one.
    """

    check_id = StringField(validators=[InputRequired(), UUID()])
    facts = HiddenField()
    outcome = StringField(validators=[Length(max=20)])
    same_person = StringField(validators=[InputRequired(), AnyOf(("yes", "no"))])
    compared_with = StringField(validators=[InputRequired(), AnyOf(tuple(ComparedWith))])
    printed = BooleanField()
