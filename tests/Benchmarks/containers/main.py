"""Measures containers of an executor against the floors of this machine, in one run.

usage: main.py EXECUTOR WORK RUNTIMES NATIVE [--hop FORWARDER.DLL] [--docker ENDPOINT IMAGE] [--quick]
"""
import argparse
import json
import os
import signal
import statistics
import sys

import machine
import measures
from executor import Executor


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that executors are stopped
    options = argparse.ArgumentParser()
    options.add_argument("executor")
    options.add_argument("work")
    options.add_argument("runtimes")
    options.add_argument("native")
    options.add_argument("--hop")
    options.add_argument("--docker", nargs=2)
    options.add_argument("--quick", action="store_true")
    options = options.parse_args()
    quick = options.quick
    starts, rates, alive, seconds = (3, 20, 50, 2) if quick else (31, 400, 1000, 60)

    print("%-52s %10s %10s %8s   %s" % ("", "ours", "floor", "ratio", "goal"))
    bubblewrap = statistics.median(machine.time_of(machine.BARE) * 1e3 for _ in range(starts))
    executor = Executor(options.executor, "sandbox", options.work, options.runtimes)
    try:
        for family in ("native", "python", "nodejs"):
            measures.start_to_answer(executor, "sandbox", family, starts, bubblewrap if family == "native" else None)
        for in_flight in (1, 4, 8):
            measures.rate(executor, rates, in_flight)
        measures.used_once(executor, "native", rates, [options.native, "{listen}"])
        measures.used_once(executor, "python", rates // 4, python(options.runtimes))
        measures.own_cost(executor, options.native, options.hop, 1 if quick else 8)
        measures.neighbour(executor, 1 if quick else 5)
        measures.churn(executor, "native", 100, seconds)
        measures.many(executor, alive)
    finally:
        executor.stop()
    weakest(options, starts)
    docker(options, starts)


def python(runtimes):
    """The command of the runtime as its manifest has it; where a bare sandbox sees it, which has a /tmp of its own."""
    executable = os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)
    manifest = json.load(open(os.path.join(runtimes, "python", "runtime.json")))
    return [executable] + [part.replace("{proxy}", os.path.abspath("deploy/runtimes/python")) for part in manifest["arguments"]]


def weakest(options, starts):
    executor = Executor(options.executor, "process", options.work, options.runtimes)
    try:
        for family in ("native", "python", "nodejs"):
            measures.start_to_answer(executor, "process", family, starts)
    finally:
        executor.stop()


def docker(options, starts):
    if not options.docker:
        print("docker: not measured, there is no Docker Engine here")
        return
    endpoint, image = options.docker
    starts = max(2, starts // 3)
    command = ["docker", "--host", endpoint, "run", "--rm", "--init", "--network", "none", image, "/bin/true"]
    executor = Executor(options.executor, "docker", options.work, options.runtimes, {"FAAS_EXECUTOR_DOCKER__ENGINE": endpoint})
    try:
        measures.start_and_remove(executor, starts, command)
        for family in ("native", "python", "nodejs"):
            measures.start_to_answer(executor, "docker", family, starts)
    finally:
        executor.stop()


if __name__ == "__main__":
    sys.exit(main())
