"""The forms of the server's own pages, each with its token against forgery (Flask-WTF)."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileSize
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import UUID, AnyOf, InputRequired, Length, Optional, Regexp

from sync.checks import ComparedWith
from verifier.seen import MAX_UPLOAD

# A path of this site: a second slash at the start would name another one.
OWN_PATH = r"^/(?!/)[A-Za-z0-9/_-]*\Z"


class SignInForm(FlaskForm):
    """Which practice person to be, and which page to go on to."""

    person = StringField(validators=[Length(max=100)])
    next = HiddenField(validators=[Optional(), Regexp(OWN_PATH)])


class ManualForm(FlaskForm):
    """A picture of a card, or the text or number on it."""

    picture = FileField(validators=[Optional(), FileSize(MAX_UPLOAD)])
    code = StringField(
        validators=[Optional(), Length(max=12_000)], filters=[lambda text: (text or "").strip()]
    )
    purpose = StringField(validators=[Optional(), Length(max=200)])


class ComparisonForm(FlaskForm):
    """Whether the person is the one on the card; `printed`: compared with the print instead."""

    check_id = StringField(validators=[InputRequired(), UUID()])
    outcome = StringField(validators=[Length(max=20)])
    same_person = StringField(validators=[InputRequired(), AnyOf(("yes", "no"))])
    compared_with = StringField(validators=[InputRequired(), AnyOf(tuple(ComparedWith))])
    printed = BooleanField()
