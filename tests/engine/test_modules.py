from __future__ import annotations

import dataclasses
import gc
import os
import pickle
import py_compile
import subprocess
import sys
import threading
import time
import typing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest

from engine.errors import StepFailure
from engine.modules import Modules, find_source, is_installed, taken_name


@pytest.fixture
def write(tmp_path):
    def write(files: dict[str, str], folder: str = "flow") -> Path:
        for name, source in files.items():
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(source))
        return tmp_path / folder

    return write


def test_each_run_loads_its_modules_afresh(write):
    folder = write({"work.py": "count = 0\ndef run():\n    global count; count += 1; return count"})
    one, two = Modules(folder), Modules(folder)
    assert [one.load("work:run")(), one.load("work:run")(), two.load("work:run")()] == [1, 2, 1]


def test_a_changed_source_is_seen_even_if_size_and_time_are_the_same(write):
    folder = write({"work.py": "def run(): return 1"})
    py_compile.compile(str(folder / "work.py"), doraise=True)
    assert list(folder.glob("__pycache__/*.pyc"))
    status = (folder / "work.py").stat()
    write({"work.py": "def run(): return 2"})
    os.utime(folder / "work.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert Modules(folder).load("work:run")() == 2


def test_two_folders_with_modules_of_the_same_name_do_not_see_each_other(write):
    source = "import helper\ndef run():\n    import late\n    return helper.NAME + late.NAME"
    a, b = (
        write({"work.py": source, "helper.py": f"NAME = {n!r}", "late.py": f"NAME = {n!r}"}, n)
        for n in "ab"
    )
    one, two = Modules(a), Modules(b)
    runs = [one.load("work:run"), two.load("work:run")]
    assert [run() for run in runs] == ["aa", "bb"]


def test_runs_that_import_at_one_time_get_their_own(write):
    gate = threading.Barrier(8)
    folders = [
        write(
            {"work.py": "import helper\ndef run(): return helper.N", "helper.py": f"N = {n}"},
            str(n),
        )
        for n in range(8)
    ]

    def go(folder):
        modules = Modules(folder)
        gate.wait(10)
        return modules.load("work:run")()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(go, folders)) == list(range(8))


def test_steps_of_one_run_that_import_at_one_time_share_one_module(write):
    folder = write(
        {
            "work.py": """
                import time
                loads = []
                loads.append(1)
                time.sleep(0.01)
                def a(): return loads
                def b(): return loads
            """
        }
    )
    modules = Modules(folder)
    with ThreadPoolExecutor(2) as pool:
        a, b = pool.map(modules.load, ["work:a", "work:b"])
    assert a() is b()
    assert a() == [1]


def test_nothing_is_left_under_plain_names_and_the_folder_stays_clean(write):
    folder = write(
        {"quite_mine.py": "import helper_of_mine\ndef run(): ...", "helper_of_mine.py": ""}
    )
    path, before = list(sys.path), set(folder.rglob("*"))
    modules = Modules(folder)
    modules.load("quite_mine:run")
    assert sys.path == path
    assert not {"quite_mine", "helper_of_mine"} & set(sys.modules)
    assert set(folder.rglob("*")) == before


def test_modules_are_forgotten_with_their_run(write):
    source = "import helper\ndef run():\n    import late; return late.N"
    folder = write({"work.py": source, "helper.py": "", "late.py": "N = 7"})
    modules = Modules(folder)
    run = modules.load("work:run")
    room = run.__module__.partition(".")[0]
    assert any(name.startswith(room) for name in sys.modules)
    del modules
    gc.collect()
    assert not any(name.startswith(room) for name in sys.modules)
    assert run() == 7  # work that was given up may still import


def test_packages_with_submodules_and_relative_imports(write):
    folder = write(
        {
            "pack/__init__.py": "from .one import ONE\nfrom pack.two import TWO",
            "pack/one.py": "ONE = 1",
            "pack/two.py": "from . import one\nimport pack.one\nTWO = pack.one.ONE + one.ONE",
            "pack/deep/work.py": """
                import pack.two as two
                import pack.two
                from pack import ONE, TWO
                from .. import one
                def run(): return [ONE, TWO, two.TWO, pack.two.TWO, one.ONE]
            """,
        }
    )
    assert Modules(folder).load("pack.deep.work:run")() == [1, 2, 2, 2, 1]


def test_installed_packages_are_imported_as_usual(write):
    folder = write({"work.py": "import json, xml.dom.minidom\ndef run(): return json, xml"})
    import json

    found, xml = Modules(folder).load("work:run")()
    assert found is json
    assert xml is sys.modules["xml"]


def test_what_looks_modules_up_by_name_finds_them(write):
    folder = write(
        {
            "work.py": """
                from __future__ import annotations
                import dataclasses, typing, enum
                from helper import Other
                class Colour(enum.Enum):
                    RED = 1
                @dataclasses.dataclass(slots=True)
                class Item:
                    name: str
                    other: Other | None = None
                    kind: typing.ClassVar[int] = 3
                class Pair(typing.NamedTuple):
                    a: Item
                def run(): return Item, Colour, Pair
            """,
            "helper.py": "class Other: ...",
        }
    )
    modules = Modules(folder)
    item, colour, pair = modules.load("work:run")()
    value = item("x")
    assert pickle.loads(pickle.dumps(value)) == value
    assert pickle.loads(pickle.dumps(colour.RED)) is colour.RED
    assert [field.name for field in dataclasses.fields(item)] == ["name", "other"]
    assert typing.get_type_hints(pair) == {"a": item}


def test_a_module_named_as_ours_does_not_replace_ours_and_the_folder_is_first_otherwise(write):
    folder = write(
        {
            "engine.py": "x = 1",
            "random.py": "def seed(): return 'mine'",
            "email.py": "from email.message import EmailMessage\ndef send(): return EmailMessage",
            "work.py": """
                import random, sys
                from email.message import EmailMessage
                from email import send
                from engine import Fatal
                def run(): return random.seed(), sys, EmailMessage, send(), Fatal
            """,
        }
    )
    import email.message
    import random

    from engine.errors import Fatal

    seed, system, message, again, fatal = Modules(folder).load("work:run")()
    assert (seed, system, fatal) == ("mine", sys, Fatal)
    assert message is again is email.message.EmailMessage
    assert sys.modules["random"] is random
    assert Modules(folder).load("email:send")() is message


def test_a_folder_without_init_gives_way_to_an_installed_package(write):
    source = "import json, mine.thing\ndef run(): return json.dumps(mine.thing.N)"
    folder = write({"json/data.txt": "", "mine/thing.py": "N = 1", "work.py": source})
    assert Modules(folder).load("work:run")() == "1"


def test_a_folder_that_is_on_the_path_as_well_is_still_the_runs_own(write, monkeypatch):
    folder = write({"quite_mine.py": "import quite_mine\ndef run(): return quite_mine.run is run"})
    monkeypatch.syspath_prepend(str(folder))
    assert not is_installed("quite_mine", folder)
    assert Modules(folder).load("quite_mine:run")()
    assert "quite_mine" not in sys.modules


def test_packages_installed_somewhere_below_the_folder_are_installed(write, monkeypatch):
    folder = write({".venv/lib/bought.py": "def run(): return 1"})
    monkeypatch.syspath_prepend(str(folder / ".venv" / "lib"))
    assert is_installed("bought", folder)
    monkeypatch.delitem(sys.modules, "bought", raising=False)
    assert Modules(folder).load("bought:run").__module__ == "bought"


def test_a_module_that_fails_on_the_way_is_loaded_again_next_time(write):
    folder = write({"work.py": "raise OSError('no')"})
    modules = Modules(folder)
    with pytest.raises(StepFailure):
        modules.load("work:run")
    write({"work.py": "def run(): return 1"})
    assert modules.load("work:run")() == 1


def test_names_of_rooms_do_not_show_in_messages(write):
    folder = write({"work.py": "from helper import nothing", "helper.py": ""})
    with pytest.raises(StepFailure) as caught:
        Modules(folder).load("work:run")
    assert "_flow" not in str(caught.value)
    assert "cannot import name 'nothing' from 'helper'" in str(caught.value)


@pytest.mark.parametrize("name", ["work.py", "work.deeper", "pack.missing", "pack.sub.x"])
def test_a_module_missing_within_another_is_missing(write, name):
    folder = write({"work.py": "", "pack/__init__.py": "", "pack/sub.py": ""})
    with pytest.raises(StepFailure) as caught:
        Modules(folder).load(f"{name}:run")
    assert caught.value.reason == "missing_module"
    assert f"'{name}'" in str(caught.value)


def test_sources_are_found_without_running_them(write):
    folder = write({"work.py": "1/0", "pack/__init__.py": "1/0", "pack/sub.py": "1/0"})
    assert find_source(folder, "work") == folder / "work.py"
    assert find_source(folder, "pack.sub") == folder / "pack" / "sub.py"
    assert find_source(folder, "pack") == folder / "pack" / "__init__.py"
    assert find_source(folder, "pack.none") is None
    assert find_source(folder, "none.sub") is None


def test_installed_modules_are_found_without_importing_them(tmp_path):
    code = (
        "import sys, pathlib\n"
        "from engine.modules import is_installed\n"
        "here = pathlib.Path('.').absolute()\n"
        "print(is_installed('sqlite3.dump', here), is_installed('sqlite3.nothing', here),"
        " is_installed('nothing', here), 'sqlite3' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False", "False"]
    assert is_installed("sys", tmp_path)


@pytest.mark.parametrize(("name", "owner"), [("engine", "Backcast"), ("time", "the interpreter")])
def test_a_module_whose_name_is_taken_says_so(write, name, owner):
    folder = write({f"{name}.py": "def mine(): return 1"})
    with pytest.raises(StepFailure, match=f"the name is taken by {owner}") as caught:
        Modules(folder).load(f"{name}:mine")
    assert caught.value.reason == "missing_function"
    assert "rename it" in taken_name(folder, name)
    assert taken_name(folder, "sys") == ""
    assert taken_name(folder, "work") == ""


def test_a_package_whose_name_is_taken_says_so(write):
    folder = write({"engine/mine.py": "def mine(): return 1"})
    with pytest.raises(StepFailure, match="the name is taken by Backcast"):
        Modules(folder).load("engine.mine:mine")


def test_an_import_that_outlives_its_run_leaves_no_module_behind(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(
        "import time\nfrom pathlib import Path\nhere = Path(__file__).parent\n"
        "(here / 'began').touch()\nwhile not (here / 'go').exists():\n    time.sleep(0.005)\n"
    )
    modules = Modules(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        imported = pool.submit(modules.import_module, "slow")
        while not (tmp_path / "began").exists():
            assert not imported.done()
            time.sleep(0.005)
        modules.close()
        (tmp_path / "go").touch()
        imported.exception(10)
    assert not [name for name in sys.modules if name.startswith(modules.room)]


def test_modules_that_are_imported_by_name_are_the_folders_own(write):
    source = """
        import importlib
        import importlib.util
        from importlib import import_module

        def run():
            found = importlib.import_module("helper"), import_module("helper"), __import__("helper")
            assert importlib.util.find_spec("json").name == "json"
            return [one.NAME for one in found] + [import_module("json").__name__]
    """
    a, b = (write({"work.py": source, "helper.py": f"NAME = {n!r}"}, n) for n in "ab")
    one, two = Modules(a), Modules(b)
    runs = [one.load("work:run"), two.load("work:run")]
    assert [run() for run in runs] == [["a", "a", "a", "json"], ["b", "b", "b", "json"]]
    assert "helper" not in sys.modules
