"""What gunicorn imports: the application with the settings of this process's environment."""

import os

from verifier import create_app
from verifier.config import from_env

app = create_app(from_env(os.environ))
