#!/usr/bin/env python3
"""TLS as managed servers want it: sslmode=verify-full against a CA of their own, and client certificates, on both ends.

    tests/support/with_postgres tests/story/tls.py [NAME...]
"""
import shutil
import subprocess
import sys

from named_tests import run_named_tests
from own_server import OwnServer
from postgres import Database, run_psql
from shop import CONFIG, SCHEMA


class TlsServer(OwnServer):
    """Over TCP it takes nobody without a certificate of its CA whose name is the role's."""

    def __init__(self):
        super().__init__(listen_addresses="127.0.0.1", ssl="on")

    def make_data(self):
        super().make_data()
        self._make_authority("ca")
        self._make_authority("other")
        self._certify("server", "localhost", ("-addext", "subjectAltName=DNS:localhost"))
        for role in ("reader", "owner"):
            self._certify(role, role)
        self.options |= {"ssl_ca_file": self.folder / "ca.crt", "ssl_cert_file": self.folder / "server.crt",
                         "ssl_key_file": self.folder / "server.key"}
        (self.data / "pg_hba.conf").write_text("local all all trust\nhostssl all all 127.0.0.1/32 cert\n")
        if self.owner:
            shutil.chown(self.folder / "server.key", self.owner)

    def _openssl(self, *arguments):
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def _make_authority(self, name):
        self._openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                      "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.crt")

    def _certify(self, name, subject, more=()):
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={subject}", *more,
                      "-keyout", f"{name}.key", "-out", f"{name}.csr")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                      "-copy_extensions", "copy", "-out", f"{name}.crt")
        (self.folder / f"{name}.key").chmod(0o600)

    def url(self, database, role, authority="ca", host="localhost"):
        return (f"postgresql://{role}@{host}:{self.port}/{database}?sslmode=verify-full&sslrootcert={self.folder}/{authority}.crt"
                f"&sslcert={self.folder}/{role}.crt&sslkey={self.folder}/{role}.key")


def _fill(server):
    there = {"host": str(server.folder), "port": server.port}
    run_psql(Database("postgres", there), text="CREATE ROLE reader LOGIN; CREATE ROLE owner LOGIN; CREATE DATABASE prod;\n"
             "CREATE DATABASE dev OWNER owner;")
    run_psql(Database("prod", there), text=SCHEMA + "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;"
             "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO reader;")


def _config(shop):
    path = shop.folder / "tls.toml"
    path.write_text(CONFIG.format(source="", target="", lock_timeout="5s"))
    return path


def both_ends_by_certificate(shop):
    """pg_dump too: what it needs goes by its environment."""
    with TlsServer() as server:
        _fill(server)
        outcome = shop.run(config=_config(shop), source_url=server.url("prod", "reader"), target_url=server.url("dev", "owner"))
        assert outcome.status == 0 and outcome.report["rows"] == 16400, outcome.told()


def a_service_file_sends_nobody_elsewhere(shop):
    """The url wins over a service of its own and over PGSERVICE, for pg_dump as for the program; what it leaves open the service says."""
    with TlsServer() as server:
        _fill(server)
        services = shop.folder / "services.conf"
        services.write_text(f"[elsewhere]\nhost=127.0.0.1\nport=1\ndbname=postgres\nuser=owner\nsslmode=disable\n"
                            f"[prod]\nhost=localhost\nport={server.port}\ndbname=postgres\nuser=owner\nsslmode=disable\n")
        full = server.url("prod", "reader")
        keys = f"sslmode=verify-full sslrootcert={server.folder}/ca.crt sslcert={server.folder}/reader.crt sslkey={server.folder}/reader.key"
        for url, environment in ((full + "&service=elsewhere", {}), (full, {"PGSERVICE": "elsewhere", "PGSSLMODE": "disable", "PGUSER": "owner"}),
                                 (f"service=prod dbname=prod user=reader {keys}", {})):
            outcome = shop.run(config=_config(shop), source_url=url, target_url=server.url("dev", "owner"),
                               extra={"PGSERVICEFILE": str(services), **environment})
            assert outcome.status == 0 and outcome.report["rows"] == 16400, f"{url}: {outcome.told()}"


def a_wrong_certificate_is_told(shop):
    with TlsServer() as server:
        _fill(server)
        outcome = shop.run(config=_config(shop), source_url=server.url("prod", "reader", "other"), target_url=server.url("dev", "owner"))
        assert outcome.status == 1 and "certificate" in outcome.stderr and outcome.hints, outcome.told()
        # The certificate is for localhost.
        outcome = shop.run(config=_config(shop), source_url=server.url("prod", "reader", host="127.0.0.1"), target_url=server.url("dev", "owner"))
        assert outcome.status == 1 and "127.0.0.1" in outcome.stderr and outcome.hints, outcome.told()


if __name__ == "__main__":
    sys.exit(run_named_tests(globals()))
