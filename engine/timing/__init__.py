"""Where the time of a run went: for each Step its tries and waits by cause, and what held the run up.

Worked out from the records alone, so a live run, a recorded one and one that runs elsewhere are told
alike. A time in which nothing was done since the run's process was dead is left out: what follows it
follows at once. `Tape` takes records as they come and says what each Step was doing when; `course` works out
which Steps each one really waited for, the longest chain of them, how much later a Step could have
ended, and what would be saved if it took no time. Times are whole microseconds since the run began, as
the event stream writes them: sums are exact.
"""

from __future__ import annotations

from engine.timing.course import Course, Link, course
from engine.timing.spans import Bar, Break, Doing, Span, Stint
from engine.timing.tape import Tape

__all__ = ["Bar", "Break", "Course", "Doing", "Link", "Span", "Stint", "Tape", "course"]
