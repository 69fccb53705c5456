"""The commands of `flask roadmap`, one file each; a file's `command` is what is added to the group."""
