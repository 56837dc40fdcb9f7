"""What the engine says, in the user's language, where its sentence is one of those that we know.

The engine speaks English and knows no other language. Its sentences come with names and values in them;
here they are known again by the words around those, so that they can be said anew. One that is not
known stands as it is: half a sentence in each language would help nobody.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from designer.words import is_as_written, quoted, tr
from engine.problem import Problem

SENTENCES: Final = (
    # Problems of a document
    "the flow has no goal",
    "Mark the step whose outcome you want.",
    "the flow has no goal: mark the step whose outcome you want",
    "there is no step '{step}' to be a goal",
    "goal '{goal}' is disabled",
    "Enable the step, or choose another goal.",
    "goal '{goal}' is disabled: enable the step, or choose another goal",
    "goal '{goal}' is blocked: {why}",
    "goal '{goal}' cannot be reached: '{port}' needs step '{step}', which is blocked",
    "line {line}, column {column}: this is not JSON: {what}",
    "'{source}' gives {given}, and '{target}' takes {taken}",
    "Change one of the types, or cut the wire.",
    "'match' of '{port}' is no gate, since the input is optional",
    "The step runs without the values that do not match; make the input required, without a default, "
    "if it is to be skipped.",
    "'deadline' of '{port}' limits nothing, since the step waits for that input",
    "Make the input optional, or give it a default, to go on without it.",
    "no step of the flow that '{step}' runs reads '{name}'",
    "'{secret}' is a secret, and the flow input '{plain}' is not",
    "the flow input '{secret}' is a secret, and '{plain}' is not",
    "Give both the format 'secret', or neither.",
    "steps wait for each other: {path}",
    "a flow would run inside itself: {path}",
    "The goals can be planned without this cycle.",
    "'{port}' reads '{name}', which nothing gives; there is '{close}'",
    "If that is meant, let it read '{close}'; else give '{name}' when you run.",
    "no step reads the flow input '{name}'",
    "unknown kind '{kind}'",
    "unknown key '{key}'",
    "the key '{key}' is missing",
    "nothing says what '{name}' is",
    "Add it to the values or to the expressions, or delete the output.",
    "'{name}' is a secret, which would be a plain value in what is set",
    "Let the step that needs the secret read it itself.",
    "module '{module}' was not found in {folder} or among the installed packages",
    "Did you mean '{close}'?",
    "the flow file '{file}' cannot be read: {why}",
    "there is no such file",
    "'{name}' was given for {place}: {why}",
    "input '{name}' of step '{step}'",
    "'{name}' was given: {why}",
    "'{name}' of preset '{preset}': {why}",
    "'when' of step '{step}': {why}",
    "'when': {why}",
    "default of '{port}': {why}",
    "example of '{port}': {why}",
    "value of '{port}': {why}",
    "expected {type}, got {value}",
    "'{name}' is {value}; expected one of {values}",
    "'{name}' is {value}; expected a number",
    "'{name}' is {value}; expected {type}",
    # why a Step does not run, or ended as it did
    "the step is disabled",
    "not needed for goal {goals}",
    "not needed for any goal",
    "{names} was already given",
    "{names} were already given",
    "{names} is pinned",
    "{names} are pinned",
    "nothing gives {names}",
    "it waits for itself",
    "input '{name}' waits for no value, and {names} is already there",
    "input '{name}' waits for no value, and {names} are already there",
    "input '{name}' waits for no value, and it is pinned to a value",
    "no value can come that the gate at input '{name}' lets in",
    "it needs what only step '{step}' could bring about",
    "no longer needed",
    "goal {goals} can no longer be reached",
    "the run stops because goal '{goal}' failed",
    "its condition is not met: {condition}",
    "the gate at input {names} stays shut",
    "the gate at inputs {names} stays shut",
    "another step was faster",
    "stopped",
    "the run took longer than {seconds} s, and step '{step}' held up the program, which was left",
    "the run took longer than {seconds} s, and something in it held up the program, which was left",
    "the program was left, since step '{step}' held it up past its timeout",
    "the run took longer than {seconds} s",
    "blocked by '{step}': '{name}' can no longer arrive",
    "took longer than {seconds} s and held up the program, which was left",
    "took longer than {seconds} s",
    "did not return {names}; it returned {others}",
    "did not return {names}",
    "lists may make at most {most} combinations, and these make more: {lists}; "
    "make them shorter, or combine them as 'zip'",
    # why a Step is in the plan, what it took, how it ended, and what can be done
    "step '{step}' completed in {time}, at try {tries}",
    "step '{step}' completed in {time}",
    "step '{step}' completed",
    "step '{step}' failed after {tries} tries: {why}",
    "step '{step}' failed before its work began: {why}",
    "step '{step}' failed: {why}",
    "step '{step}' was skipped: {why}",
    "step '{step}' was cancelled: {why}",
    "step '{step}' could not run: {why}",
    "step '{step}' will be skipped: {why}",
    "step '{step}' has not begun: it waits for step {steps}",
    "step '{step}' has not begun: it waits for steps {steps}",
    "step '{step}' has not begun: nobody has asked for it yet",
    "step '{step}' is at work",
    "step '{step}' did not have to run: its outputs were remembered from an earlier run",
    "step '{step}' was not run again: its outputs were taken from run '{run}'",
    "let step '{step}' run a flow that does not run it again",
    "that is inside of step '{step}'",
    "that is inside of step '{step}', element {item}",
    "step '{step}' is in the plan: it is a goal",
    "step '{step}' is in the plan: goal {goals} needs it, through {way}",
    "step '{step}' is in the plan, but cannot run yet: nothing gives {names}",
    "step '{step}' is in the plan, but will be skipped: nothing asks for it",
    "step '{step}' is in the plan, but: {why}",
    "step '{step}' is not in the plan: {why}",
    "to run, step '{step}' would also need {names}, which nothing gives",
    "nothing can run before this is mended: {why}",
    "'{port}' took what step {steps} delivered",
    "'{port}' took what steps {steps} delivered",
    "'{port}' took the given {names}",
    "'{port}' took its own value",
    "'{port}' was changed by hand",
    "input '{name}' waits for step {steps}",
    "input '{name}' takes the first that steps {steps} deliver, asked one after the other",
    "input '{name}' takes what arrives first from steps {steps}, which all run at once",
    "input '{name}' waits until steps {steps} have ended, and takes what arrived last",
    "input '{name}' waits until steps {steps} have ended, and takes a list of what they delivered",
    "input '{name}' waits for a list of what steps {steps} deliver: every one of them",
    "input '{name}' is a gate: it waits until steps {steps} have ended, and wants nothing to come",
    "input '{name}' takes the given {names}",
    "input '{name}' is pinned to a value",
    "input '{name}' needs {names}, which nothing gives",
    "input '{name}' takes its default, since nothing gives it a value",
    "input '{name}' is left out, since nothing gives it a value",
    "nothing gives '{name}', and step {steps} cannot run without it",
    "nothing gives '{name}', and steps {steps} cannot run without it",
    "input '{port}' asks for step '{step}', which needs it, only if step {steps} ends without delivering",
    "input '{port}' asks for step '{step}', which needs it, only if steps {steps} end without delivering",
    "input '{port}' asks for it only if step {steps} ends without delivering",
    "input '{port}' asks for it only if steps {steps} end without delivering",
    "step '{reader}' asks for step '{step}', which needs it, only once its gate at {names} is open",
    "step '{reader}' asks for step '{step}', which needs it, only once its gates at {names} are open",
    "step '{reader}' asks for it only once its gate at {names} is open",
    "step '{reader}' asks for it only once its gates at {names} are open",
    "input '{name}' takes its default, since its list cannot be complete without {names}",
    "input '{name}' is left out, since its list cannot be complete without {names}",
    "input '{name}' is a gate: the step runs only if no value comes with {condition}",
    "nothing asks for '{name}': {why}",
    "the wire is watched: '{target}' wants no '{name}' to come from '{source}'",
    "'{name}' was set by step '{step}': {value}",
    "'{name}' has no value in this run",
    "the wire was used: '{target}' took '{name}' from '{source}'",
    "the wire was not used: '{target}' took nothing from '{source}'",
    "the wire is in use: '{target}' takes '{name}' from '{source}'",
    "the wire to '{target}' is not in use: {why}",
    "correct the code of step '{step}', or what it is given",
    "give step '{step}' a longer timeout, or make its work shorter",
    "let step '{step}' get a value of the type that its input declares",
    "let step '{step}' return a value of the type that its output declares",
    "let step '{step}' return that output, or make the output optional",
    "correct the condition of step '{step}'",
    "give '{name}' a value",
    "give '{name}' another value",
    "do not give '{name}'",
    "enable step '{step}'",
    "mark step '{step}' as a goal",
    "unpin input '{port}'",
    "unpin output '{port}'",
    "connect '{source}' to '{target}'",
    "cut the wire from '{source}' to '{target}'",
    "correct step '{step}'",
    "run again from step '{step}' on",
    # What the command of a run cannot do again
    "'{name}' cannot be written into a command, and is left out",
    "'{name}' was typed by a person and is not kept: give another reference",
    "{names} of step '{step}' was given another value at a breakpoint: the command does "
    "not do that",
    "no command does this run again: it was of {steps} alone, and other steps of "
    "'{file}' would make {names}",
    "no command does this run again: it took the other results of run '{run}', which is "
    "not kept any more",
    "no command does this run again: it took the other results of run '{run}', which had "
    "no step '{step}'",
    "the flow was edited after run '{run}': the command runs it as it was then",
    "run '{run}' had other values or goals: the command has those of that run",
    "step '{step}': {why}",
    "input '{name}': {why}",
    "output '{name}': {why}",
    # Why an expression cannot be read, or gives nothing
    "'=' says nothing here; write '==' to compare",
    "there is no function or type '{name}'",
    "there is no '{name}'",
    "there is no key '{key}'; has(object.key) tells whether there is one",
    "only a list or an object can be gone through",
    "a field is asked of a value that has none (it may be null: test it first)",
    "what stands before '?' is not true or false",
    "a condition gives true or false, and this gave {what}",
    "it is nested too deeply, or is too long a chain; split it into several steps",
    "it goes through more than 9,999 items; do that in a Python step",
)
"""The sentences that are known, with braces for what differs; of two that fit, the first counts."""

JSON_WORDS: Final = (
    "expecting value",
    "expecting property name enclosed in double quotes",
    "expecting ',' delimiter",
    "expecting ':' delimiter",
    "extra data",
    "unterminated string starting at",
    "invalid control character at",
)
"""What Python says of a text that is no JSON, as the engine passes it on."""

CEL_WORDS: Final = (
    "'{expression}': {why}",
    "unexpected {what}; expected a value",
    "end",
    "the end",
    "unexpected {what}; expected the end",
    "unexpected {what}; expected {wanted}",
    "'{sign}' cannot take ({types}); write double(...) around the int, or 2.0 for 2",
    "'{sign}' cannot take ({types})",
    "'{sign}' cannot take these values",
    "'{name}' is too large for an expression",
    "an item of a list is asked for by its number, and this gave {types}",
    "there is no item {number}: the list has {count}, counted from 0",
    "'{sign}' says nothing here",
    "the text that begins with {text} does not end",
    "'{word}' is written '{sign}' here",
    "'{word}' cannot be called with what stands in its brackets",
    "extraneous input {what}; expected a value",
    "extraneous input {what}; expected the end",
    "extraneous input {what}; expected {wanted}",
    "missing {what} at {place}",
    "reserved identifier: {word}",
    "divide by zero",
    "modulus by zero",
    "integer overflow",
    "cannot convert {one} to {other}",
)
"""What the library for expressions says, as the engine passes it on, or puts in words of its own."""

CEL_TYPES: Final = {
    "int": "whole number", "uint": "whole number", "double": "number", "string": "text",
    "bool": "true or false", "list": "list", "map": "object", "bytes": "bytes",
}  # fmt: skip
"""What the library calls sorts of values, and what they are called where its names are strange."""

_SUGGESTS: Final = re.compile(r"(.+); did you mean '([^']+)'\?", re.DOTALL)
_LISTED: Final = re.compile(r"'[^']*'(, '[^']*')*( (and|or) '[^']*')?")
_QUOTED: Final = re.compile(r"'([^']*)'")
_IN_TEXT: Final = re.compile(r"(\d+:\d+): (.+)", re.DOTALL)
"""What is wrong with an expression begins with the line and the column in it."""
EXPRESSION: Final = "this is no expression; the checker says in English: {said}"
PYTHON: Final = "this is no Python; Python says in English: {said}"
_FIELDS: Final = {"when": "Only when"}
_WORD: Final = re.compile(r"\w+")
_OF_WHEN: Final = re.compile(r"\A'when'(?=: | of step ')")
_BRACES: Final = re.compile(r"\\{(\w+)\\}")


def in_own_words(sentence: str) -> str:
    """A sentence of the engine in the user's language, else as it stands.

    A field of the file is called there what the form calls it.
    """
    if is_as_written() or not sentence:
        return _OF_WHEN.sub("'Only when'", sentence)
    if suggests := _SUGGESTS.fullmatch(sentence):
        told = in_own_words(suggests[1])
        return told + tr("; did you mean '{close}'?", close=suggests[2])
    for text, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return tr(text, **{
                key: _sorts(part) if key == "types" else _part(part)
                for key, part in found.groupdict().items()
            })  # fmt: skip
    if sentence.endswith(".") and (told := in_own_words(sentence[:-1])) != sentence[:-1]:
        return f"{told}."
    return sentence


def introduced(said: str, words: str) -> str:
    """A sentence in the user's language; one that is not known stands behind words that introduce it."""
    own = in_own_words(said)
    return own if own != said or is_as_written() else tr(words, said=said)


def placed(problem: Problem) -> str:
    """What is wrong, in the user's language; of an expression also in which field of the Step it stands."""
    found = _IN_TEXT.fullmatch(problem.message)
    fields = problem.pointer.split("/")[3:]
    if found is None or not fields or problem.step is None:
        return in_own_words(problem.message)
    if fields[0] == "config":
        del fields[0]
    field = " › ".join(tr(_FIELDS.get(one, one)) for one in fields if one != "inputs")
    return f"{field} ({found[1]}): {introduced(found[2], EXPRESSION)}"


def _part(part: str) -> str:
    """What stands in a sentence: another one, a list of names, or something that is as it is."""
    if listed := _LISTED.fullmatch(part):
        word = listed[3] or ""
        spoken = tr("or") if word == "or" else tr("and")
        marked = f" {spoken} ".join(part.rsplit(f" {word} ", 1))
        return _QUOTED.sub(lambda name: quoted(name[1]), marked)
    if place := _IN_TEXT.fullmatch(part):
        return f"{place[1]}: {introduced(place[2], EXPRESSION)}"
    return in_own_words(part)


def _sorts(types: str) -> str:
    """The sorts of values that a sentence names, with all that stands between."""
    return _WORD.sub(lambda it: tr(CEL_TYPES[it[0]]) if it[0] in CEL_TYPES else it[0], types)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(_BRACES.sub(r"(?P<\1>.+?)", re.escape(text)), re.DOTALL)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What each sentence looks like: made when there is one to be told in another language."""
    return tuple((text, _pattern(text)) for text in (*SENTENCES, *JSON_WORDS, *CEL_WORDS))
