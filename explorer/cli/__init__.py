"""The command line: what it is told, what each command does, and files that are read."""
