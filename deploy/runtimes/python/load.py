"""Finds the function in what /init gives: the text of a file, or the folder an archive was unpacked to."""
import os
import sys


def load(value):
    name = value.get("main") or "main"
    # Packages installed beside the interpreter are there as always; -S only spares the start their .pth files.
    add_site_packages()
    scope = from_folder(value["path"]) if value.get("path") else from_text(value.get("code") or "")
    found = scope
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else getattr(found, part, None)
    if not callable(found):
        raise NameError("The code defines no function '%s'." % name)
    return found


def from_text(code):
    import linecache

    file = os.path.join(os.getcwd(), "main.py")
    linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    return execute(code, file)


def from_folder(folder):
    os.chdir(folder)
    sys.path.insert(0, folder)
    for entry in ("__main__.py", "main.py"):
        file = os.path.join(folder, entry)
        if os.path.exists(file):
            with open(file, encoding="utf-8") as source:
                return execute(source.read(), file)
    raise FileNotFoundError("The archive has no __main__.py or main.py at its top.")


def execute(code, file):
    """Runs the code as the module 'main', so that classes in it can be pickled and found again."""
    import types

    module = types.ModuleType("main")
    module.__file__ = file
    sys.modules["main"] = module
    exec(compile(code, file, "exec"), module.__dict__)
    return module.__dict__


def add_site_packages():
    folder = os.path.join(sys.prefix, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")
    for path in (folder, "/usr/lib/python3/dist-packages" if sys.prefix == "/usr" else ""):
        if path and os.path.isdir(path) and path not in sys.path:
            sys.path.append(path)
