"""One executor process, and calls of its HTTP API."""
import hashlib
import http.client
import http.server
import itertools
import json
import os
import socket
import subprocess
import threading
import time

from frames import Runs

TOKEN = "bench"


class Executor:
    """Without Mesos: admits any slot."""

    def __init__(self, program, driver, work, runtimes, environment=None):
        self.port, self.data = free_port(), os.path.join(work, "executor-" + driver)
        log = open(os.path.join(work, "executor-%s.log" % driver), "w")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--standalone-token", TOKEN, "--driver", driver, "--data-folder", self.data, "--runtimes", runtimes]
        self.process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **(environment or {})})
        self.code, self._ids, self._mine = CodeServer(), itertools.count(1), threading.local()
        self._await(log.name)
        self.kinds = {kind["kind"].split(":")[0]: kind["kind"] for kind in self.call("GET", "/executor")["kinds"] if "missing" not in kind}

    @property
    def label(self):
        return hashlib.sha256(os.path.abspath(self.data).encode()).hexdigest()[:10]

    def start(self, family, memory=64):
        """A container whose runtime listens."""
        name = "b%d" % next(self._ids)
        self.call("PUT", "/containers/" + name, {"slot": name, "kind": self.kinds[family], "memoryMiB": memory, "concurrency": 1, "owner": "bench"})
        return name

    def init(self, name, code):
        reply = self.call("POST", "/containers/%s/init" % name, {
            "invocation": "0" * 32, "function": "bench/f", "main": "main", "code": self.code.offer(code), "codeSource": self.code.address,
            "environment": {}, "timeoutMs": 60000, "logsBytes": 10000})
        if reply["end"] != "answered" or reply["status"] != 200:
            raise RuntimeError("init: %s" % reply)

    def run(self, name, timeout_ms=60000):
        if getattr(self._mine, "runs", None) is None:
            self._mine.runs = self.connect()
        try:
            self._mine.runs.run(name, timeout_ms)
        except (OSError, RuntimeError):
            self._mine.runs = None
            raise

    def connect(self):
        return Runs(self.port, TOKEN)

    def remove(self, name):
        self.call("DELETE", "/containers/" + name)

    def use_once(self, family, code):
        name = self.start(family)
        self.init(name, code)
        self.run(name)
        self.remove(name)

    def call(self, method, path, body=None, headers=None):
        """The answer's JSON; a refusal is an exception."""
        connection = self._connection()
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, {"Authorization": "Bearer " + TOKEN, **(headers or {})})
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            self._mine.connection = None
            raise
        if response.status >= 300:
            raise RuntimeError("%s %s: %d %s" % (method, path, response.status, text.decode()))
        return json.loads(text) if text and response.headers.get("Content-Type", "").startswith("application/json") else text

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        self.code.close()

    def _connection(self):
        if getattr(self._mine, "connection", None) is None:
            self._mine.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        return self._mine.connection

    def _await(self, log):
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("The executor did not start:\n" + open(log).read()[-2000:])


class CodeServer:
    """Serves code by hash, as an invoker does."""

    def __init__(self):
        self.blobs = blobs = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                blob = blobs[self.path.rsplit("/", 1)[1]]
                self.send_response(200)
                self.send_header("Content-Length", str(len(blob)))
                self.end_headers()
                self.wfile.write(blob)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def offer(self, text):
        blob = text.encode()
        name = hashlib.sha256(blob).hexdigest()
        self.blobs[name] = blob
        return {"sha256": name, "size": len(blob), "binary": False}

    def close(self):
        self.server.shutdown()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]
