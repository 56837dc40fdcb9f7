"""Work that is done elsewhere, on whatever cluster: what is general about it, and nothing of any one.

How it is built. What travels is an *errand* (`errand`): a task that can be pickled, with whose modules it
means. On the run's loop `afar` makes errands of tries, and outcomes and events of what is told of them. In a
thread with a loop of its own (`depot`) errands are on their way (`trip`): small ones are put together into
loads (`pace`, `loading`), packed (`wire`), and `traffic` hears what workers tell, and knows what is to become
of each when a worker dies or the cluster goes away. On a worker `there` takes a bundle apart, `doing` does
one errand of it, `telling` tells of it; the modules of the flow's folder are brought there by what is in
them (`shipping`). Large values may stay there (`staying`, `keeping`). `needs` and `versions` say which
worker fits.

A cluster itself is an executor's (`engine.plugin.Distant`): it starts loads on workers, says which have ended
or were lost, and carries messages. It knows neither runs nor Steps.

Nothing is imported here: a worker does with little.
"""
