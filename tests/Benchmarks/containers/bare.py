"""What an executor does with a container, done with bubblewrap alone: start, wait for the runtime, init, run, end."""
import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile

from machine import BARE, read

RUN = '{"value":{},"activation_id":"0123456789abcdef0123456789abcdef"}'


class Sandboxes:
    """Of one runtime; no limits, no network, no filter, nothing put in place and nothing kept of its output."""

    def __init__(self, command, code):
        """:param command: the runtime's, with ``{listen}`` in it"""
        self._command = command
        self._init = json.dumps({"value": {"name": "f", "main": "main", "binary": False, "env": {}, "code": code}})
        self._folder = tempfile.TemporaryDirectory()

    def use_once(self, name):
        path = os.path.join(self._folder.name, name)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            listen = "fd:%d" % listener.fileno()
            process = subprocess.Popen(BARE[:-1] + [part.replace("{listen}", listen) for part in self._command], pass_fds=[listener.fileno()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            connection = http.client.HTTPConnection("runtime", timeout=60)
            connection.sock = socket.socket(socket.AF_UNIX)
            connection.sock.connect(path)
            for what, body in (("/init", self._init), ("/run", RUN)):
                connection.request("POST", what, body, {"Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError("%s in a bare sandbox: %d" % (what, answer.status))
            connection.close()
        finally:
            # Killed by its first process, as the executor does: bubblewrap's own end does not always reach all inside.
            for inside in read("/proc/%d/task/%d/children" % (process.pid, process.pid)).split():
                os.kill(int(inside), signal.SIGKILL)
            process.wait()
            os.unlink(path)

    def close(self):
        self._folder.cleanup()
