"""Outlines as data, one file for each kind of scene."""
