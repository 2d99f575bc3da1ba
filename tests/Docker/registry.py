"""A registry for tests: takes what docker pushes and gives it back to who knows the password. Blobs wait for as long as the file GATE exists.

usage: registry.py PORT USER:PASSWORD GATE
"""
import base64
import hashlib
import http.server
import os
import re
import sys
import time
import uuid

BLOBS, UPLOADS, MANIFESTS = {}, {}, {}
PORT, PASSWORD, GATE = int(sys.argv[1]), sys.argv[2], sys.argv[3]
ALLOWED = "Basic " + base64.b64encode(PASSWORD.encode()).decode()


class Registry(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in {"Content_Length": len(body), "Docker_Distribution_Api_Version": "registry/2.0", **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whole = b""
        while size := int(self.rfile.readline(), 16):
            whole += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return whole

    def handle_request(self):
        body = self.body() if self.command in ("POST", "PATCH", "PUT") else b""
        if self.headers.get("Authorization") != ALLOWED:
            return self.answer(401, b'{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}', WWW_Authenticate='Basic realm="tests"', Content_Type="application/json")
        path, _, query = self.path.partition("?")
        if match := re.search("/uploads/(.*)$", path):
            return self.upload(match[1], path, query, body)
        if match := re.search("/blobs/(.*)$", path):
            return self.give(BLOBS.get(match[1]), "application/octet-stream", match[1])
        if match := re.search("^/v2/(.*)/manifests/(.*)$", path):
            return self.manifest(match[1], match[2], body)
        self.answer(200 if path == "/v2/" else 404)

    def upload(self, place, path, query, body):
        if self.command == "POST":
            place = uuid.uuid4().hex
            path += place
        UPLOADS[place] = UPLOADS.get(place, b"") + body
        if self.command == "PUT":
            digest = query.split("digest=")[1].replace("%3A", ":")
            BLOBS[digest] = UPLOADS.pop(place)
            return self.answer(201, Docker_Content_Digest=digest, Location=path)
        self.answer(202, Location=path, Range="0-%d" % max(0, len(UPLOADS[place]) - 1))

    def manifest(self, name, reference, body):
        if self.command == "PUT":
            digest = "sha256:" + hashlib.sha256(body).hexdigest()
            MANIFESTS[name, reference] = MANIFESTS[name, digest] = body, self.headers["Content-Type"]
            return self.answer(201, Docker_Content_Digest=digest)
        found, kind = MANIFESTS.get((name, reference), (None, ""))
        self.give(found, kind, "sha256:" + hashlib.sha256(found or b"").hexdigest())

    def give(self, found, kind, digest):
        if found is None:
            return self.answer(404, b'{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}', Content_Type="application/json")
        while self.command == "GET" and kind == "application/octet-stream" and os.path.exists(GATE):
            time.sleep(0.02)
        self.answer(200, found, Content_Type=kind, Docker_Content_Digest=digest)

    def log_message(self, *_):
        pass

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = handle_request


server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Registry)
print("listening", flush=True)
server.serve_forever()
