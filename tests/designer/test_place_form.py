"""By whom a Step is worked on, at which address and with what: fields of the inspector, used by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTreeWidget

from designer.panels.controls import IconButton
from designer.panels.fields import Choice, Line
from designer.panels.inspector.place_aspects import place_parts
from engine.policy import WorkPolicy
from tests.designer.test_inspector import Desk, desk  # noqa: F401 - a fixture
from tests.designer.test_inspector_parts import LEFT, choose, many, retype_line  # noqa: F401

pytestmark = [pytest.mark.gui, pytest.mark.qt_log_ignore("This plugin does not support")]


def labels(desk: Desk) -> list[str]:  # noqa: F811
    return [label.text() for label in desk.inspector.findChildren(QLabel) if label.isVisible()]


def test_a_step_is_sent_to_a_cluster_at_an_address_and_taken_back(qtbot, desk: Desk) -> None:  # noqa: F811
    who, address = desk.part("policy:executor", Choice), desk.part("policy:address", Line)
    qtbot.waitUntil(lambda: who.count() > 0)
    offered = [who.itemData(index) for index in range(who.count())]
    assert offered == ["", "local", "dask", "process", "thread"]
    assert not address.isVisible()
    choose(who, "dask")
    assert desk.step().policy == WorkPolicy(executor="dask")
    assert address.isVisible()
    retype_line(address, "tcp://10.0.0.5:8786\r")
    assert desk.step().policy.executor == "dask:tcp://10.0.0.5:8786"
    assert desk.texts[-1] == "Change at the address of 'pay'"

    retype_line(address, "somewhere\r")
    assert desk.said() == ["'somewhere' is no address. Write it as tcp://HOST:PORT."]
    assert desk.step().policy.executor == "dask:tcp://10.0.0.5:8786"
    retype_line(address, "4\r")
    assert desk.step().policy.executor == "dask:4"
    assert desk.said() == []

    desk.push(desk.patches[-1].inverse())
    assert address.text() == "tcp://10.0.0.5:8786"
    choose(who, "process")
    assert desk.step().policy.executor == "process"
    assert not address.isVisible()
    who.setFocus()
    QTest.keyClick(who, Qt.Key.Key_Home)
    assert desk.step().policy == WorkPolicy()


def test_what_a_step_takes_up_is_typed_or_edited_as_a_tree(qtbot, desk: Desk) -> None:  # noqa: F811
    line, example = (
        desk.part("policy:resources", Line),
        '{"memory": "4 GB", "GPU": 1, "worker": "big-1"}',
    )
    qtbot.waitUntil(lambda: line.placeholderText().endswith(example))
    retype_line(line, '{"GPU": 1, "memory": "4 GB"}\r')
    assert desk.step().policy.resources == {"GPU": 1, "memory": "4 GB"}
    for typed, said in (
        ('{"GPU": -1}', "'GPU' is a number of 0 or more, or a size such as '4 GB'."),
        ('{"GPU": [1]}', "'GPU' is a number of 0 or more, or a size such as '4 GB'."),
        ('{"memory": "much"}', "'memory' is a number of 0 or more, or a size such as '4 GB'."),
        ('{"worker": 3}', "'worker' is the name or the address of a worker."),
        ('{"": 3}', "What it takes up needs a name, such as 'GPU'."),
        ("[1]", 'What it takes up is a JSON object, such as {"GPU": 1}.'),
    ):
        retype_line(line, f"{typed}\r")
        assert desk.said() == [said], typed
    retype_line(line, '{"worker": "big-1"}\r')
    assert desk.step().policy.resources == {"worker": "big-1"}
    assert desk.said() == []
    QTest.mouseClick(desk.part("policy:resources:asTree", IconButton), LEFT)
    tree = desk.part("policy:resources:branches").findChild(QTreeWidget)
    assert tree is not None
    assert [tree.topLevelItem(n).text(0) for n in range(tree.topLevelItemCount())] == ["worker"]
    desk.push(desk.patches[-1].inverse())
    assert desk.step().policy.resources == {"GPU": 1, "memory": "4 GB"}
    assert tree.topLevelItemCount() == 2


def test_several_steps_are_sent_away_in_one_edit(many: Desk) -> None:  # noqa: F811
    choose(many.part("many:executor", Choice), "dask")
    retype_line(many.part("many:address", Line), "tcp://h:1\r")
    retype_line(many.part("many:resources", Line), '{"GPU": 2}\r')
    steps = many.diagram.flow.steps.values()
    assert {step.policy.executor for step in steps} == {"dask:tcp://h:1"}
    assert [step.policy.resources for step in steps] == [{"GPU": 2}] * 3
    assert many.texts[-1] == "Change takes up of 3 Steps"
    many.push(many.patches[-1].inverse())
    assert all(not step.policy.resources for step in many.diagram.flow.steps.values())


def test_an_address_is_only_for_those_whose_workers_are_elsewhere() -> None:
    class Known:
        def executors(self) -> tuple[str, ...]:
            return ("boat", "thread")

        def clusters(self) -> tuple[str, ...]:
            return ("boat",)

    from engine.testing import step_of

    pick, address, _ = place_parts(Known())
    here, there = step_of("a: -> x"), step_of("b: -> y", policy=WorkPolicy(executor="boat:h:1"))
    assert address.read(here, "h:2") is here
    assert address.read(there, "h:2").policy.executor == "boat:h:2"
    assert pick.set(there, "thread").policy.executor == "thread"
    assert pick.set(here, "boat").policy.executor == "boat"
