"""`python -m willing`: the same program as `willing`."""

from willing.cli.main import run

if __name__ == "__main__":
    run()
