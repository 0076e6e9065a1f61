"""`python -m tests.learning [messages|periods]`: see the package."""

import sys

from .messages import learn_messages
from .periods import learn_periods

PARTS = {"periods": learn_periods, "messages": learn_messages}

for part in sys.argv[1:] or PARTS:
    print(PARTS[part]())
