"""The box: where student code runs, and the wire that leads to it. Nothing outside this package runs a submission."""

LAYERS = ("landlock", "seccomp", "rlimits")  # of isolation, each of which a machine may lack
