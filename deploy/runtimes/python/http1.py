"""HTTP/1.1 with kept connections, no more of it than the container contract needs. (http.server takes 40 ms to import.)"""
import socket

REASONS = {200: b"OK", 400: b"Bad Request", 403: b"Forbidden", 404: b"Not Found", 502: b"Bad Gateway"}


def serve(at, answer, concurrent):
    """Serves for ever. One connection at a time in the main thread, or, where runs share the process, each in a thread of its own."""
    if at.isdigit():
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("0.0.0.0", int(at)))
    elif at.startswith("fd:"):
        listener = socket.socket(fileno=int(at[3:]))
        listener.set_inheritable(False)  # what the function starts has no business with it
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(at)
    listener.listen(128)
    while True:
        connection, _ = listener.accept()
        if not concurrent:
            keep_answering(connection, answer)
            continue
        import threading
        threading.Thread(target=keep_answering, args=(connection, answer), daemon=True).start()


def keep_answering(connection, answer):
    data = bytearray()
    try:
        while True:
            request = read_request(connection, data)
            if request is None:
                return
            path, headers, body = request
            status, text = answer(path, headers, body)
            payload = text.encode()
            run = headers.get(b"x-run")
            mark = b"X-Run: %s\r\n" % run if run else b""
            # What was sent ahead is begun only when this has left: who hears no answer knows that the next was never begun.
            connection.sendall(b"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n" % (
                status, REASONS[status], mark, len(payload)) + payload)
    except OSError:
        pass  # the other side has gone; it says so itself
    finally:
        connection.close()


def read_request(connection, data):
    """Path, headers by lower-case name, and body; None when the other side has closed. What was read beyond stays in data."""
    while True:
        end = data.find(b"\r\n\r\n")
        if end >= 0:
            break
        if not receive(connection, data):
            return None
    lines = bytes(data[:end]).split(b"\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get(b"content-length", b"0"))
    start = end + 4
    while len(data) - start < length:
        if not receive(connection, data):
            return None
    body = bytes(data[start:start + length])
    del data[:start + length]
    return lines[0].split(b" ")[1], headers, body


def receive(connection, data):
    chunk = connection.recv(262144)
    data += chunk
    return len(chunk) > 0
