"""Between the results and a learning management system: its exports read, its gradebooks filled, nothing guessed."""
