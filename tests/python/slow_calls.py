"""Every slow input of slow_inputs.py in a process of its own: what other threads get of it, and how many work for it.

A program: `python slow_calls.py THREADS [NAME ...]` sets the caller's number of threads to THREADS, as threadpoolctl does, and
prints a line of JSON for every call: `held`, the most CPU time of the calling thread during which no other Python thread ran,
and `threads`, the most threads that were there beside those of a process that has computed nothing.
"""

import ctypes
import json
import os
import sys
import threading
import time

import slow_inputs

HERE = threading.get_ident()


class Ticks(threading.Thread):
    """Another thread of Python, which wants to run every millisecond."""

    def __init__(self, threads_before: int) -> None:
        super().__init__()
        self.before, self.held, self.threads = threads_before, 0.0, 0
        self.over = threading.Event()

    def run(self) -> None:
        clock = time.pthread_getcpuclockid(HERE)
        last = time.clock_gettime(clock)
        while not self.over.is_set():
            now = time.clock_gettime(clock)
            self.held, last = max(self.held, now - last), now
            self.threads = max(self.threads, len(os.listdir("/proc/self/task")) - self.before - 1)
            time.sleep(0.001)


def main() -> None:
    ctypes.CDLL("libgomp.so.1").omp_set_num_threads(int(sys.argv[1]))
    for name in sys.argv[2:] or slow_inputs.SLOW:
        one = slow_inputs.SLOW[name]
        call = one.make(one.slow)
        ticks = Ticks(len(os.listdir("/proc/self/task")))
        ticks.start()
        start = time.monotonic(), time.process_time()
        result = call()
        seconds, cpu = time.monotonic() - start[0], time.process_time() - start[1]
        ticks.over.set()
        ticks.join()
        del result
        print(json.dumps({"name": name, "held": ticks.held, "threads": ticks.threads, "seconds": seconds, "cpu": cpu}), flush=True)


if __name__ == "__main__":
    main()
