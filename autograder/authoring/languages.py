"""Languages: what code says to students (docstrings, comments, a test's messages) in English and in Korean, or in one.

The two stand in one text, ``"English · 한국어"``, so that a test is written once, and is plain pytest as it stands. A
course in one language leaves the other half of each text out; what is shown in both is as its author wrote it.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, zip_longest

from autograder.authoring.cells import LANGUAGES

# The last separator before the first Korean letter: Korean sentences, too, may begin with a name or a number.
_PAIR = re.compile(r"(?P<en>[^가-힣]*\S)\s+·\s+(?P<ko>[^가-힣]*[가-힣].*)", re.DOTALL)
# From here on a docstring is for readers of either: examples, and where it comes from.
_SHARED = re.compile(r"\s*\n(?=\n\s*(?:>>>|\*))")
_HOLE = "\ue000"  # stands for a value in an f-string; a private letter, which no lesson has

Text = ast.Constant | ast.JoinedStr


def one_sided(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a public test says in one language only: its docstring, or a message of its ``assert`` statements."""
    for expression in _said(function):
        if not _is_text(expression) or _halves(expression) is None:
            yield expression


def spoken(source: str, languages: tuple[str, ...]) -> str:
    """The code with the texts and comments in it that are in both languages in these only; all else stays as it is.

    A text's half is a literal of its own, in one line but for a docstring's.
    """
    if set(languages) == set(LANGUAGES):
        return source
    (language,) = languages
    code = source.encode()  # ast counts columns in bytes
    for start, end, half in sorted([*_texts(source, language), *_comments(source, language)], reverse=True):
        code = code[:start] + half.encode() + code[end:]
    return code.decode()


def _texts(source: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Where each text in both languages begins and ends, in bytes, and the source of its half."""
    starts = _starts(source)
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in _said(function):
            if _is_text(node) and (halves := _halves(node)):
                is_docstring = isinstance(function.body[0], ast.Expr) and node is function.body[0].value
                literal = _literal(halves[language], indent=node.col_offset if is_docstring else None)
                end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
                yield starts[node.lineno - 1] + node.col_offset, end, literal


def _comments(source: str, language: str) -> Iterator[tuple[int, int, str]]:
    """The same of comments."""
    starts = _starts(source)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (pair := _PAIR.fullmatch(token.string)):
            row, column = token.start
            start = starts[row - 1] + len(token.line[:column].encode())
            yield start, start + len(token.string.encode()), pair["en"] if language == "en" else f"# {pair['ko']}"


def _starts(source: str) -> list[int]:
    """The byte at which each line begins."""
    return [0, *accumulate(len(line) for line in source.encode().splitlines(keepends=True))]


def _said(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """The expressions of a function that say something to whoever runs it, in no order."""
    match function.body[0]:
        case ast.Expr(value=ast.Constant(value=str()) as docstring):
            yield docstring
    for node in ast.walk(function):
        match node:
            case ast.Assert(msg=ast.expr() as message):
                yield message
            case ast.Raise(exc=ast.Call(args=[message])):
                yield message


def _is_text(expression: ast.expr) -> bool:
    return isinstance(expression, ast.JoinedStr) or (
        isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    )


def _halves(text: ast.expr) -> Mapping[str, list[ast.expr]] | None:
    """A text's parts in each language, constants and values in turn; None where it has not both."""
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    whole = "".join(str(part.value) if isinstance(part, ast.Constant) else _HOLE for part in parts)
    pair = _PAIR.fullmatch(whole.strip())
    if pair is None:
        return None
    values = [part for part in parts if not isinstance(part, ast.Constant)]
    before = pair["en"].count(_HOLE)
    _, *shared = _SHARED.split(pair["ko"], maxsplit=1)
    english = "\n".join([pair["en"], *shared])
    return {"en": _parts(english, values[:before]), "ko": _parts(pair["ko"], values[before:])}


def _parts(text: str, values: Iterable[ast.expr]) -> list[ast.expr]:
    texts = [ast.Constant(part) for part in text.split(_HOLE)]
    return [part for pair in zip_longest(texts, values) for part in pair if part is not None]


def _literal(parts: list[ast.expr], *, indent: int | None) -> str:
    """The source of a text, in double quotes where it holds none; a docstring, which has an indent, as it reads."""
    plain = parts[0].value if len(parts) == 1 and isinstance(parts[0], ast.Constant) else None
    if indent is not None and isinstance(plain, str) and "\\" not in plain and not plain.endswith('"'):
        return f'"""{plain}\n{" " * indent}"""' if "\n" in plain else f'"""{plain}"""'
    literal = ast.unparse(ast.JoinedStr(parts) if plain is None else parts[0])
    if '"' not in literal and "\\" not in literal:
        literal = literal.replace("'", '"', 1).removesuffix("'") + '"'
    return literal
