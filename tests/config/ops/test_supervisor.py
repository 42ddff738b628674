import os
import signal
import sys
import time

from config.ops.supervisor import Child, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def wait_until(condition, seconds=8.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_a_child_that_dies_is_started_again_and_said():
    said = []
    supervisor = Supervisor([Child("The worker", SLEEP)], say=said.append)
    supervisor.start()
    try:
        [child] = supervisor.children
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        child.process.wait()
        assert wait_until(lambda: supervisor.look() or (child.is_running and child.process.pid != first))
        assert said == ["The worker ended (code -9); it starts again in 0.5 s."]
    finally:
        supervisor.stop()


def test_a_child_that_keeps_dying_is_started_more_and_more_slowly():
    child = Child("The worker", [sys.executable, "-c", "raise SystemExit(3)"])
    supervisor = Supervisor([child], say=lambda sentence: None)
    supervisor.start()
    child.process.wait()
    supervisor.look()
    first = child.pause
    child.due = time.monotonic()
    supervisor.look()
    child.process.wait()
    supervisor.look()
    assert child.pause == first * 2


def test_stop_ends_every_child():
    supervisor = Supervisor([Child("one", SLEEP), Child("two", SLEEP)], say=print)
    supervisor.start()
    processes = [child.process for child in supervisor.children]
    supervisor.stop()
    assert [process.poll() for process in processes] == [-signal.SIGTERM, -signal.SIGTERM]
