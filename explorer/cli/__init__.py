"""The command line: the parser, one module for each command or group of commands, and the files that they read."""
