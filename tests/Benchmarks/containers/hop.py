"""The floor's forwarding hop: HTTP in, HTTP out over a Unix socket, nothing else."""
import http.client
import os
import subprocess
import tempfile
import threading
import time

PORT = 18095  # its own constant
BODY = '{"value":{},"activation_id":"0123456789abcdef0123456789abcdef"}'


class Hop:
    """In front of so many native runtimes that are in no sandbox."""

    def __init__(self, forwarder, native, count):
        self._folder, self._count = tempfile.TemporaryDirectory(), count
        sockets = [os.path.join(self._folder.name, str(place)) for place in range(count)]
        self._runtimes = [subprocess.Popen([native, path], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for path in sockets]
        self.process = subprocess.Popen(["dotnet", forwarder, ",".join("unix:" + path for path in sockets)], stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                self._post(self._connection())
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("The forwarding hop did not start.")

    def keep_busy(self, goes_on):
        """As many calls at a time as there are runtimes.

        :return: how many were answered
        """
        counts = []

        def work():
            connection, count = self._connection(), 0
            while goes_on():
                self._post(connection)
                count += 1
            counts.append(count)

        threads = [threading.Thread(target=work) for _ in range(self._count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in [self.process, *self._runtimes]:
            process.kill()
            process.wait()
        self._folder.cleanup()

    @staticmethod
    def _connection():
        return http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)

    @staticmethod
    def _post(connection):
        connection.request("POST", "/run", BODY, {"Content-Type": "application/json"})
        response = connection.getresponse()
        if response.status != 200 or response.read() != b'{"ok":true}':
            raise RuntimeError("The hop answered %d." % response.status)
