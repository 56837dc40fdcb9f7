"""Worker processes for work that computes, hangs or crashes: warm, killable, limited in memory.

How it is built. A worker is two processes. The outer one is its *guard*: it forks the inner one before
anything else is imported, holds one end of the *lifeline* (a socket), and waits. When the lifeline says
so or breaks, which it does by itself when our program is gone however it went, the guard kills the inner
process with its whole process group; when the inner process ends by itself, the guard tells how. So
there is one way to end a worker, it works while the user's code holds every lock there is, and nobody is
left behind. The inner process reads a call, makes it, answers, and reads the next.

In our program a thread leads each worker (`pool`): it writes the call, and until the answer is there it
reads progress, prints, and the lifeline (`worker`). Prints are read from the process's own stdout and
stderr, so those of C libraries and of programs that it starts are there too. Threads, because a pool
outlives event loops, and serves asyncio's and the designer's alike.

What travels is pickled (`parcel`), classes of the flow's own modules included: they are looked up in the
modules of the same run at the other end. Isolated is what a crash or an endless loop does. It is no wall
against malice: the code has the rights of the user who runs it.

A worker is used again, by other Steps and other runs; user modules are loaded once a run, and what the
code did to its process (the current folder, the environment) stays until the worker ends.

Nothing is imported here: a guard, and the start of a worker, do with little.
"""
