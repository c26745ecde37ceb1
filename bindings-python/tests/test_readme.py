"""What the READMEs show runs, and prints what they say."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "bindings-python" / "README.md"]


def blocks() -> list[tuple[str, str]]:
    found = []
    for readme in READMES:
        code = re.findall(r"^```python\n(.*?)^```$", readme.read_text("utf-8"), re.MULTILINE | re.DOTALL)
        found += [(f"{readme.relative_to(ROOT)}:{number}", block) for number, block in enumerate(code, 1)]
    return found


@pytest.mark.parametrize(("name", "code"), blocks(), ids=[name for name, _ in blocks()])
def test_a_block_of_a_readme_runs(name: str, code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, name, "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    for said in re.findall(r"print\(.*\) +# (.+)$", code, re.MULTILINE):
        assert said in printed
