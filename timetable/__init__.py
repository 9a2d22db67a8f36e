"""When the crews are kicked off: the timetable, the work it starts, the simulated month."""
