"""Packs: a stopped server's files with the ground truth beside them, to test a monitoring tool anywhere."""
