"""What it takes, beside other ways to the same answers."""
