"""What a program shows on a terminal."""
import os


def read_terminal(master):
    """All that is shown until the other end of the pseudo-terminal is closed everywhere; closes this end."""
    shown = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # as Linux tells that the other end is gone
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    return shown.decode()
