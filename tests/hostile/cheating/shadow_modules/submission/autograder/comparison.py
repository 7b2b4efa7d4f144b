def differs(got, wanted):
    return ''
