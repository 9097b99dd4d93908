"""The command line: one file per command, no rule of the domain."""
