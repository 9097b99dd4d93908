"""What each answer looks like in a terminal; every line is ready to print."""
