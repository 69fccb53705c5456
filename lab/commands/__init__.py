"""The commands of `flask lab`: one file each, named as the command; each holds a click `command`."""
