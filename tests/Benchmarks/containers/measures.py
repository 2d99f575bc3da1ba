"""The measurements: each prints its rows as it goes."""
import concurrent.futures
import contextlib
import statistics
import threading
import time

import bare
import hop
import machine

NATIVE = "x"
CODE = {"native": NATIVE, "python": "def main(p): return {'ok': True}", "nodejs": "exports.main = p => ({ok: true})"}
BUSY = "import os\ndef main(p):\n  os.fork(), os.fork()\n  while True: pass"


def row(what, ours, floor=None, goal="", unit="ms"):
    against = "%10.2f %8.2f" % (floor, ours / floor) if floor else "%10s %8s" % ("", "")
    print("%-52s %10.2f %s   %-8s %s" % ("%s, %s" % (what, unit), ours, against, goal, ""), flush=True)


def start_to_answer(executor, driver, family, count, floor=None):
    """One after the other: a container, its first answer, its end."""
    answers, ends = [], []
    for _ in range(count):
        at = time.monotonic()
        name = executor.start(family)
        executor.init(name, CODE[family])
        executor.run(name)
        answered = time.monotonic()
        executor.remove(name)
        answers.append((answered - at) * 1e3)
        ends.append((time.monotonic() - answered) * 1e3)
    row("%s, %s: start to first answer" % (driver, executor.kinds[family]), statistics.median(answers), floor)
    row("%s, %s: destroy" % (driver, executor.kinds[family]), statistics.median(ends))


def rate(executor, count, in_flight):
    """Sandboxes whose runtime listens, started and destroyed, a second."""
    beside("sandboxes started and destroyed, %d in flight" % in_flight,
           lambda some: per_second(lambda _: executor.remove(executor.start("native")), some, in_flight),
           lambda some: machine.bare_sandboxes(some, in_flight), count)


def used_once(executor, family, count, command, in_flight=8):
    """Containers with code in them, each started, asked once and destroyed, a second; and the same with nothing but bubblewrap."""
    executor.use_once(family, CODE[family])  # what is put together once for the kind
    sandboxes = bare.Sandboxes(command, CODE[family])
    beside("%s containers used once, %d in flight" % (family, in_flight),
           lambda some: per_second(lambda _: executor.use_once(family, CODE[family]), some, in_flight),
           lambda some: per_second(lambda place: sandboxes.use_once(str(place)), some, in_flight), count)
    sandboxes.close()


def beside(what, ours, floor, count, rounds=4):
    """Both in turns, since what else the machine does changes from second to second; the medians."""
    pairs = [(ours(count // rounds), floor(count // rounds)) for _ in range(rounds)]
    row(what, *(statistics.median(side) for side in zip(*pairs)), ">= 0.60", "per s")


def per_second(use, count, in_flight):
    left, lock = iter(range(count)), threading.Lock()

    def work():
        while True:
            with lock:
                place = next(left, None)
            if place is None:
                return
            use(place)

    started = time.monotonic()
    run_threads(work, in_flight)
    return count / (time.monotonic() - started)


def start_and_remove(executor, count, command):
    """Beside the same by the engine's own program, in turns."""
    ours, floor = [], []
    for _ in range(count):
        floor.append(machine.time_of(command) * 1e3)
        at = time.monotonic()
        executor.remove(executor.start("native"))
        ours.append((time.monotonic() - at) * 1e3)
    row("docker, native: start, listen, remove", statistics.median(ours), statistics.median(floor), "<= 1.20")


def many(executor, count):
    """All alive at a time, each answering; and what one takes beside its runtime."""
    before = machine.pss(executor.process.pid)
    at = time.monotonic()
    names, lock = [], threading.Lock()

    def work():
        while True:
            with lock:
                if len(names) >= count:
                    return
                names.append(None)
                place = len(names) - 1
            name = executor.start("native")
            executor.init(name, NATIVE)
            names[place] = name

    run_threads(work, 4)
    started = time.monotonic() - at
    for name in names:
        executor.run(name)
    inside = machine.processes_of(executor)
    sample = [process for group in list(inside.values())[:50] for process in group if not machine.program(process).endswith("/native")]
    beside = sum(map(machine.pss, sample)) / min(50, len(inside))
    grown = (machine.pss(executor.process.pid) - before) / count
    kernel = machine.kernel_bytes(executor)
    row("%d alive, each answered: all started after" % count, started, unit="s")
    row("one of them beside its runtime: its other processes", beside / 1024, unit="KiB")
    row("one of them beside its runtime: in the executor", grown / 1024, unit="KiB")
    if kernel is not None:
        row("one of them: kernel memory of its cgroup", kernel / count / 1024, unit="KiB")
    at = time.monotonic()
    left = iter(names)

    def clear():
        while True:
            with lock:
                name = next(left, None)
            if name is None:
                return
            executor.remove(name)

    run_threads(clear, 4)
    row("%d destroyed after" % count, time.monotonic() - at, unit="s")


def own_cost(executor, native, forwarder, seconds):
    """Processor time of a run beside that of the barest hop there is; the same runtime behind both, eight at a time."""
    names = [executor.start("native") for _ in range(8)]
    for name in names:
        executor.init(name, NATIVE)
    runs = executor.connect()
    ours = cost(executor.process.pid, lambda goes_on: runs.keep_busy(names, goes_on), seconds)
    for name in names:
        executor.remove(name)
    floor = None
    if forwarder:
        with hop.Hop(forwarder, native, 8) as bare:
            floor = cost(bare.process.pid, bare.keep_busy, seconds)
    row("processor time of the executor for a run", ours * 1e6, floor and floor * 1e6, "<= 0.70", "us")


def cost(process, keep_busy, seconds):
    """Processor time of one call, once all of its code is compiled."""
    def until(end):
        return lambda: time.monotonic() < end

    keep_busy(until(time.monotonic() + seconds))
    before = machine.cpu_seconds(process)
    count = keep_busy(until(time.monotonic() + seconds))
    return (machine.cpu_seconds(process) - before) / count


def churn(executor, family, per_second, seconds):
    """Created, used once and destroyed, at a steady rate; nothing may fail and nothing may stay."""
    # As many at a time as later, so that what is kept ready for them is there before.
    run_threads(lambda: [executor.use_once(family, CODE[family]) for _ in range(4)], 8)
    time.sleep(1)
    before = machine.leftovers(executor)
    failures, times, lock = [], [], threading.Lock()
    places = iter(range(per_second * seconds))
    begin = time.monotonic()

    def work():
        while True:
            with lock:
                place = next(places, None)
            # A machine that cannot do so many is not waited for.
            if place is None or time.monotonic() > begin + seconds + 1:
                return
            due = begin + place / per_second
            time.sleep(max(0, due - time.monotonic()))
            try:
                executor.use_once(family, CODE[family])
                times.append((time.monotonic() - due) * 1e3)
            except (RuntimeError, OSError) as failure:
                failures.append(str(failure))

    run_threads(work, 8)
    took = time.monotonic() - begin
    row("%s containers used once, %d/s wanted for %d s" % (family, per_second, seconds), len(times) / took, float(per_second), ">= 0.99", "per s")
    row("  from when it was due to destroyed, p50", statistics.median(times or [0]))
    row("  p99", sorted(times or [0])[int(len(times) * 0.99) - 1])
    print("  failures: %d%s" % (len(failures), "".join("\n    " + failure for failure in failures[:3])))
    time.sleep(1)
    after = machine.leftovers(executor)
    print("  grown: " + (", ".join("%s %d -> %d" % (what, before[what], after[what]) for what in before if before[what] < after[what]) or "nothing"), flush=True)


def neighbour(executor, seconds):
    """One caller of a quick function, alone and beside a function that takes all it can."""
    quick = executor.start("python")
    executor.init(quick, CODE["python"])
    alone = p50(executor, quick, seconds)
    attacker = executor.start("python")
    executor.init(attacker, BUSY)

    def attack():
        with contextlib.suppress(RuntimeError):  # its container is removed under it
            executor.run(attacker, int(seconds * 2000))

    attacking = threading.Thread(target=attack)
    attacking.start()
    attacked = p50(executor, quick, seconds)
    executor.remove(attacker)
    attacking.join()
    executor.remove(quick)
    row("a neighbour's p50 beside a busy function", attacked, alone, "<= 2.00")


def p50(executor, name, seconds):
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        at = time.monotonic()
        executor.run(name)
        times.append((time.monotonic() - at) * 1e3)
    return statistics.median(times)


def run_threads(work, count):
    """The same in so many threads; what one of them raises ends the measurement."""
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(work) for _ in range(count)]:
            done.result()
