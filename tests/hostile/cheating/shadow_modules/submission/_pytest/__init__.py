raise SystemExit('not what you wanted')
