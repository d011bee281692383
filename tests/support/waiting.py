"""Waiting for what another process does."""
import time


def wait_until(condition, what, process=None, seconds=60):
    """process: the one that is waited for, while it lives."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline and (process is None or process.poll() is None), f"it never came: {what}"
        time.sleep(0.02)
