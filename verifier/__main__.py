"""`python -m verifier`: what `make run` calls once everything is installed."""

import os
import sys

from sync.private_file import OWNER_ALONE
from verifier.serve import serve

os.umask(OWNER_ALONE)
sys.exit(serve(os.environ))
