# honest: others
