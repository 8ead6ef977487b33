"""What `python -m diversion` runs: the command line, as `diversion` does."""

import sys

from diversion.experiments.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
