"""`python -m verifier`: what `make run` calls once everything is installed."""

import os
import sys

from verifier.serve import serve

sys.exit(serve(os.environ))
