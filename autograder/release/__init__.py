"""The release: what students get, made of the same truth as everything else, with nothing of the grader in it."""
