"""What a release says to students: its README, in the course's language, and what is to be installed."""

from collections.abc import Iterable

from autograder.authoring.lessons import Lesson

REQUIREMENTS = """\
# What the exercises, their tests and the notebooks need:   pip install -r requirements.txt
# 연습 문제와 테스트, 노트북에 필요한 패키지입니다:   pip install -r requirements.txt
jupyterlab>=4.2,<5
keras>=3.6,<4
matplotlib>=3.9,<4
numpy>=2.0,<3
pytest>=8.3,<10
tensorflow>=2.18,<3
"""

_ENGLISH = """\
## English

You need Python 3.11 or later. In this folder, once:

```console
python -m venv .venv
source .venv/bin/activate        # Windows: .venv\\Scripts\\activate
pip install -r requirements.txt
```

1. Run `python watch.py` in a terminal of its own and leave it running. It names the next exercise, tests what you save
   at once, and shows how far you have come. `q` quits.
2. Open the file that it names and write the function in place of its `raise NotImplementedError(...)`. Save.
3. Without watch: `pytest test_{unit}.py` for one unit, `pytest` for all, `pytest test_{unit}.py -k {function}` for one
   function, and `pytest -v` for pytest's own report.
4. Prefer notebooks? `jupyter lab notebooks` has the same exercises with their explanations; watch.py sees what you save
   there, too. Write each unit in one place only, the `.py` file or the notebook.
5. Hand in: `python watch.py --zip YOUR-NAME` puts the file of each unit that you worked in into `YOUR-NAME.zip`. If you
   worked in notebooks, do not hand in this folder as it is: its unfinished `.py` files would be graded instead.

The public tests show what each function should do. The course's graders try more inputs, so a function that passes here
may still lose points: read its docstring, and think of small, empty and unusual arrays.

`load_mnist` downloads the MNIST digits (11 MB) the first time. `first_network` and `gradients` use Keras and
TensorFlow, whose import alone takes several seconds.
"""

_KOREAN = """\
## 한국어

파이썬 3.11 이상이 필요합니다. 이 폴더에서 한 번만 다음을 실행하세요.

```console
python -m venv .venv
source .venv/bin/activate        # Windows: .venv\\Scripts\\activate
pip install -r requirements.txt
```

1. 터미널을 하나 열어 `python watch.py`를 실행하고 그대로 두세요. 다음에 풀 문제를 알려 주고, 저장할 때마다 바로
   테스트하며, 어디까지 풀었는지 보여 줍니다. `q`를 누르면 끝납니다.
2. 알려 준 파일을 열고 `raise NotImplementedError(...)` 자리에 코드를 쓴 다음 저장하세요.
3. watch 없이 확인하려면 한 단원은 `pytest test_{unit}.py`, 전체는 `pytest`, 함수 하나는
   `pytest test_{unit}.py -k {function}`입니다. `pytest -v`는 pytest의 원래 보고서를 보여 줍니다.
4. 노트북이 더 편하면 `jupyter lab notebooks`를 실행하세요. 같은 문제가 설명과 함께 들어 있고, 노트북을 저장해도
   watch.py가 테스트합니다. 한 단원은 `.py` 파일과 노트북 가운데 한 곳에만 쓰세요.
5. 제출할 때는 `python watch.py --zip 이름`을 실행하세요. 단원마다 여러분이 작업한 파일이 `이름.zip`에 담깁니다.
   노트북으로 풀었다면 이 폴더를 그대로 제출하지 마세요. 비어 있는 `.py` 파일이 대신 채점됩니다.

공개 테스트는 함수가 해야 할 일을 보여 줍니다. 채점기는 더 많은 입력을 시험하므로 여기서 통과해도 감점될 수 있습니다.
독스트링을 꼼꼼히 읽고, 작거나 비어 있거나 특이한 배열도 생각해 보세요.

`load_mnist`는 처음 실행할 때 MNIST 데이터(11 MB)를 내려받습니다. `first_network`와 `gradients`는 케라스와 텐서플로를
쓰는데, 불러오는 데만 몇 초가 걸립니다.
"""

_TEXTS = {"en": _ENGLISH, "ko": _KOREAN}
_COLUMNS = {"en": ("file", "unit"), "ko": ("파일", "단원")}


def readme(lessons: Iterable[Lesson], languages: tuple[str, ...]) -> str:
    """``README.md`` for students."""
    lessons = tuple(lessons)
    rows = [f"| [`{lesson.unit}.py`]({lesson.unit}.py) | {lesson.titled(languages)} |" for lesson in lessons]
    file, unit = (" · ".join(names) for names in zip(*(_COLUMNS[language] for language in languages), strict=True))
    parts = ["# Tensor Gears", "\n".join([f"| {file} | {unit} |", "| --- | --- |", *rows])]
    first = lessons[0]
    parts += [
        _TEXTS[language].format(unit=first.unit, function=first.exercises[0].name).strip() for language in languages
    ]
    return "\n\n".join(parts) + "\n"
