"""Serves OpenWhisk's container contract, /init once and then /run, for one function.

usage: python3 -B -S proxy.py <socket path | TCP port | fd:N, a bound socket that it inherits>
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import http1
import logs
from load import load

CONCURRENT = os.environ.get("__OW_ALLOW_CONCURRENT") == "true"


class Action:
    def __init__(self):
        self.main = None
        self.run_async = None

    def answer(self, path, headers, body):
        """The status and the JSON text of an answer."""
        try:
            request = json.loads(body or b"{}")
        except ValueError as error:
            return 400, failure("The request is not JSON: %s" % error)
        if path == b"/run":
            return self.run(request, headers)
        if path == b"/init":
            return self.init(request)
        return 404, failure("There are /init and /run.")

    def init(self, request):
        if self.main:
            return 403, failure("Cannot initialize the action more than once.")
        value = request.get("value") or {}
        environment = value.get("env") or {}
        os.environ.update(environment)
        logs.begin(environment.get("__OW_ACTIVATION_ID", ""))
        try:
            main = load(value)
            if main.__code__.co_flags & 0x80 if hasattr(main, "__code__") else False:
                import asyncio  # before the first run, which would have to wait for it
                assert asyncio
            self.main = main
            return 200, '{"ok":true}'
        except BaseException as error:
            text = explain(error)
            print(text, file=sys.stderr)
            return 502, failure("Initialization has failed due to: " + text)
        finally:
            logs.end()

    def run(self, request, headers):
        if not self.main:
            return 403, failure("System not initialized.")
        trace = headers.get(b"traceparent")
        if trace:
            request["traceparent"] = trace.decode("ascii", "replace")
        logs.begin(request.get("activation_id", ""))
        if not CONCURRENT:
            for name, text in request.items():
                if isinstance(text, str) and name != "value":
                    os.environ["__OW_" + name.upper()] = text
        try:
            result = self.main(request.get("value") or {})
            if hasattr(result, "__await__"):
                result = await_here(result)
            if result is None:
                result = {}
            if not isinstance(result, (dict, list, tuple)):
                return 502, failure("The function did not return an object or array: %.200r" % (result,))
            return 200, json.dumps(result, separators=(",", ":"))
        except BaseException as error:
            print(explain(error), file=sys.stderr)
            return 502, failure("An error has occurred: %s" % (str(error) or type(error).__name__))
        finally:
            logs.end()


def await_here(result):
    import asyncio

    async def settle():
        return await result

    return asyncio.run(settle())


def failure(text):
    return json.dumps({"error": text})


def explain(error):
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    ours = os.path.dirname(os.path.realpath(__file__))
    users = [frame for frame in frames if not frame.filename.startswith(ours)]
    text = "".join(traceback.format_exception_only(type(error), error))
    return ("Traceback (most recent call last):\n" + "".join(traceback.format_list(users)) if users else "") + text.rstrip("\n")


if __name__ == "__main__":
    logs.install(CONCURRENT)
    http1.serve(sys.argv[1], Action().answer, CONCURRENT)
