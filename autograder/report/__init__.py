"""The class at a glance: ``report.html``, made of the results of a run and of nothing else."""
