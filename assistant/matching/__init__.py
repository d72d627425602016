"""Matching a query to the entries of a base: pure, without files, clock or terminal."""
