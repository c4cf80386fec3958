"""The subcommands of `gridwalk`, one file each."""
