"""The command line: `afterglow …`."""
