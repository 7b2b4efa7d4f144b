"""The hidden graders: plain pytest files, one a unit, collected once and run for every submission."""
