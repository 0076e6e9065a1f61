"""`python -m poa_helpers.cli`: the `poa` command where it is not on the path."""

from . import main

main(prog_name="poa")
