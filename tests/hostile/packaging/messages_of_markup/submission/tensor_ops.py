print("\x1b[2J\x1b]0;owned\x07<script>alert(0)</script>\u202e")


class Markup(ValueError):
    def __repr__(self):
        return "</pre></bdi><script>alert(4)</script>\x1b[31m[red]{{7*7}}"


Markup.__name__ = "<img src=x onerror=alert(1)>"


def naive_relu(x):
    raise Markup("=1+1</style></title></script><script>alert(2)</script>\x1b[31m\u202e{{7*7}}\n=cmd|' C calc'!A0")


def naive_add(x, y):
    return "<svg onload=alert(3)>\u2066\x00</pre>"


def naive_vector_dot(x, y):
    return Markup()


def broadcast_vector(y, rows):
    raise type("<iframe src=//x>", (Exception,), {})("@SUM(1)\t<b onclick=x>")


# honest: others
raise ValueError("</textarea><script>alert(6)</script>\u202e\x1b[2J")
