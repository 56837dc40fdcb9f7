"""Where pydantic makes its first model: ours come to be, whatever is wrong with other packages.

With the first model of a process pydantic looks for plug-ins of its own and reads what every installed
package says of itself. A package whose metadata is damaged ends that with an error, and would end the
program before it can say which one it is (`engine.offered` does). So the first model is one that nobody
needs. pydantic asks only once: after an error there are no plug-ins of pydantic in this process, so those
of users do nothing for their Steps until the package is mended; without one all of them are as they were.

Whoever derives the first models of ours imports this. Code of Steps in a process of its own, where the
engine makes no model, meets what it would without us.
"""

from __future__ import annotations

from contextlib import suppress

from pydantic import create_model

with suppress(Exception):  # whatever a damaged package, or a plug-in of pydantic, raises
    create_model("First")
