"""The kind `postcard`: writes a card and puts it into a letterbox, which is a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import Field

from engine.datatype import DataType, TypeName
from engine.errors import Fatal, StepFailure
from engine.flow import Input, Name, Output, Step
from engine.plugin import Call, Context, KindConfig, Outputs
from engine.problem import Code, Problem, pointer

TEXT = DataType(name=TypeName.STRING)
LOCK = ".locked"


class PostcardConfig(KindConfig):
    """What is written, and where it is put."""

    wording: str = Field(
        title="Wording",
        description="{name} stands for the input.",
        examples=["Dear {name}, thank you."],
    )
    box: str = Field(
        default="letterbox",
        title="Letterbox",
        description="A folder beside the flow file.",
        json_schema_extra={"widget": "path"},
    )


class PostcardKind:
    """Writes a card; while the letterbox is locked it fails, and may be tried again."""

    name: str = "postcard"
    title: str = "Postcard"
    description: str = "Writes a postcard and puts it into a letterbox."
    category: str = "Post"
    icon: str = "mail"
    config: type[KindConfig] = PostcardConfig
    inputs: Mapping[Name, Input] = {Name("name"): Input(type=TEXT)}
    outputs: Mapping[Name, Output] = {Name("card"): Output(type=TEXT)}

    def check(self, step: Step, config: PostcardConfig, folder: Path) -> Iterator[Problem]:
        """A card on which the name is missing."""
        if "{name}" not in config.wording:
            yield Problem(
                code=Code.BAD_CONFIG,
                pointer=pointer("steps", step.id, "config", "wording"),
                message="the wording does not greet anybody.",
                hint="Write {name} where the name is to stand.",
            )

    def needs_thread(self, call: Call, context: Context) -> bool:
        """Yes: writing a file blocks."""
        return True

    async def perform(self, call: Call, config: PostcardConfig, context: Context) -> Outputs:
        """Write the card.

        Raises:
            StepFailure: `locked`: the letterbox is being emptied; worth another try.
            Fatal: `no_name`: nobody is to get it, and trying again does not help.
        """
        name = str(call.inputs.get(Name("name"), "")).strip()
        if not name:
            raise Fatal("the name is empty", reason="no_name")
        card = config.wording.replace("{name}", name)
        box = context.folder / config.box
        await context.blocking(lambda: _put(box, call.step, card))
        context.report(1.0, f"a card for {name}")
        return {Name("card"): card}


def _put(box: Path, name: str, card: str) -> None:
    box.mkdir(exist_ok=True)
    if (box / LOCK).exists():
        raise StepFailure(f"the letterbox '{box.name}' is being emptied", reason="locked")
    (box / f"{name}.txt").write_text(card + "\n", encoding="utf-8")
