"""The box: where student code runs, and the wire that leads to it. Nothing outside this package runs a submission."""
