"""`python -m lab …`: the commands of `flask lab`, without loading those of the other parts."""

from lab.cli import lab

lab(prog_name="flask lab")
