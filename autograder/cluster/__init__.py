"""Grades a batch on a Dask cluster: the workers work out what a program gets, and this machine writes every result."""
