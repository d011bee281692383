"""Follows a refresh from outside, by what goes through two proxies, and strikes at a moment inside a phase.

No hook in the program is needed: the statements tell where it is.
"""
import re
import threading
import time

from tcp_proxy import TO_CLIENT, TO_SERVER, Proxy

PHASES = ("closure", "after drop", "copy", "post-data", "commit")
# No \b in front: the byte before a statement is the last of its length, and may be a letter.
_CLOSURE = re.compile(rb"(?i)COPY\s*\(\s*SELECT")
_DROP = re.compile(rb"(?i)DROP (SCHEMA|TABLE|VIEW|MATERIALIZED)")
_COPY = re.compile(rb"(?i)COPY\b[^;]*\bFROM STDIN")
_POST = re.compile(rb"(?i)CREATE (UNIQUE )?INDEX|ADD CONSTRAINT")
_DIFFERENCE = re.compile(rb"IN SHARE ROW EXCLUSIVE MODE")
_COMMIT = re.compile(rb"(?i)COMMIT\b")

# What a refresh by rows enters instead of all but the first: it compares, writes and commits.
DIFFERENCE = "difference"

# For a strike at COMMIT: before the server has it, when it may have it, when it has answered.
COMMIT_MOMENTS = ("withheld", "sent", "answered")


class Watch:
    """Two proxies, source and target, and the phase that the refresh is in.

    plan(phase, delay, moment, strike): strike(watch) is called once, delay seconds after the phase begins; at COMMIT at the
    given moment. All traffic stands still while it runs, so that the phase it sees is the phase it strikes.
    """

    def __init__(self):
        self.phase, self.began, self.struck_in = "start", {}, None
        self._lock, self._flowing = threading.RLock(), threading.Event()
        self._flowing.set()
        self._wanted = self._strike = self._timer = None
        self._delay, self._moment, self._commit_link, self._drop_link = 0.0, None, None, None
        self.source, self.target = Proxy(self._hear_source), Proxy(self._hear_target)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._timer:
            self._timer.cancel()
        self.source.__exit__()
        self.target.__exit__()

    def plan(self, phase, delay, moment, strike):
        self._wanted, self._delay, self._moment, self._strike = phase, delay, moment, strike

    def durations(self):
        """Seconds of each phase of a refresh that has ended."""
        times = [self.began[phase] for phase in PHASES] + [self.began["commit"]]
        return {phase: max(0.0, times[i + 1] - times[i]) for i, phase in enumerate(PHASES)}

    def _enter(self, phase):
        with self._lock:
            order = ("start", PHASES[0], DIFFERENCE) + PHASES[1:]
            if order.index(phase) <= order.index(self.phase):
                return
            self.phase = phase
            self.began[phase] = time.monotonic()
            if phase == self._wanted and phase != "commit":
                self._timer = threading.Timer(self._delay, self._fire)
                self._timer.start()

    def _fire(self):
        with self._lock:
            if self._strike is None:
                return
            self._flowing.clear()
            strike, self._strike, self.struck_in = self._strike, None, self.phase
        try:
            strike(self)
        finally:
            self._flowing.set()

    def _hear_source(self, direction, data, link):
        self._flowing.wait(10)
        if direction == TO_SERVER and _CLOSURE.search(data):
            self._enter("closure")
        if self.phase == "closure":
            time.sleep(0.003)  # long enough to be hit
        return None

    def _hear_target(self, direction, data, link):
        self._flowing.wait(10)
        if direction == TO_CLIENT:
            if link is self._drop_link:  # the answer to DROP: it has happened
                self._drop_link = None
                self._enter("after drop")
            if link is self._commit_link and self._moment == "answered":
                self._commit_link = None
                self._fire()
            return None
        if self.phase in ("start", "closure") and _DROP.search(data):
            self._drop_link = link
        if self.phase in ("start", "closure") and _DIFFERENCE.search(data):
            self._enter(DIFFERENCE)
        if _COPY.search(data) and self.phase in ("closure", "after drop") and self._drop_link is None:
            self._enter("copy")
        if self.phase == "copy":
            time.sleep(0.001)
            if _POST.search(data):
                self._enter("post-data")
        if self.phase in ("copy", "post-data") and _COMMIT.search(data):
            self._enter("commit")
            self._at_commit(link)
        return None

    def _at_commit(self, link):
        if self._wanted != "commit":
            return
        if self._moment == "withheld":
            self._fire()
        elif self._moment == "sent":
            self._timer = threading.Timer(self._delay, self._fire)
            self._timer.start()
        else:
            self._commit_link = link
