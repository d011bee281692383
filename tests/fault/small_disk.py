"""A disk that fills up: a tablespace on a tmpfs of a few megabytes, where the environment lets us mount one."""
import os
import pathlib
import shutil
import subprocess
import tempfile

from named_tests import NotPossibleHere
from postgres import Session, literal

SIZE_MB = 24  # an empty database takes 8, the earlier twin 6; the load needs far more


class SmallTablespace:
    """Requires: root, the right to mount, and a server on this machine."""

    def __enter__(self):
        if os.geteuid() != 0:
            raise NotPossibleHere("only root may mount a small disk")
        self._folder = pathlib.Path(tempfile.mkdtemp(prefix="subset-disk."))
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", self._folder], capture_output=True)
        if done.returncode != 0:
            self._folder.rmdir()
            raise NotPossibleHere("mount: " + done.stderr.decode().strip())
        self._name = f"small_{os.getpid()}"
        with Session("postgres") as admin:
            data = pathlib.Path(admin.value("SHOW data_directory"))
            place = self._folder / "tablespace"
            place.mkdir()
            owner = data.stat()
            for path in (self._folder, place):
                os.chown(path, owner.st_uid, owner.st_gid)
            admin.query(f"CREATE TABLESPACE {self._name} LOCATION {literal(str(place))}")
        return self._name

    def __exit__(self, *_):
        with Session("postgres") as admin:
            admin.query(f"DROP TABLESPACE {self._name}")
        subprocess.run(["umount", self._folder], check=True)
        shutil.rmtree(self._folder, ignore_errors=True)
