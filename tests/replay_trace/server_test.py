"""Recorded sessions through a real server: one client per agent, over sockets, in both subprotocols.

    python3 tests/replay_trace/server_test.py REPLAY_TRACE FLIPOVER_SERVER [ARGUMENTS AND FILES OF REPLAY_TRACE]

Starts a server of its own on a free port, in a directory of its own, and stops it.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

START_SECONDS = 30


def wait_for_port(server, port_file):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        if port_file.exists() and port_file.read_text().strip():
            return port_file.read_text().strip()
        time.sleep(0.05)
    sys.exit("the server did not start")


def main():
    replay, server_binary, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        port_file, secret_file = folder / "port", folder / "admin"
        server = subprocess.Popen([server_binary, "--data", folder / "data", "--port", "0", "--port-file", port_file,
                                   "--admin-secret-file", secret_file, "--log-level", "warning"])
        try:
            port = wait_for_port(server, port_file)
            done = subprocess.run([replay, "--server", f"http://127.0.0.1:{port}", "--admin-secret-file", secret_file,
                                   *arguments], check=False)
        finally:
            server.terminate()
            stopped = server.wait(timeout=60)
    sys.exit(done.returncode or stopped)


if __name__ == "__main__":
    main()
