values = refuses = unchanged = writes_loops = holds = lambda *arguments, **options: None
