"""What the tree as a whole promises: the agreed top level, no trace of one machine, no secret, files of one subject.

    python3 tests/house/tree_rules.py [ROOT]

One sentence per broken rule; the exit code is 1 when there is one.
"""

import os
import pathlib
import re
import subprocess
import sys

TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE",
    "server", "proto", "clients", "storage", "tests", "deploy", "findings",
}
SERVER = {
    "CMakeLists.txt", "README.md", "main.cc",
    "base", "model", "meeting", "shard", "access", "edge", "methods", "vocabulary",
}

LINES_MAX = 500
LINES_COUNTED = {".cc", ".h", ".py", ".ts", ".svelte", ".proto", ".sh"}
# A file that may be longer, and why. Empty is how it should be.
LONGER = {}

# Written with a character class each, so that this file does not match itself.
TRACES = {
    "a path of one machine": re.compile(r"(?<![\w.$}])/(wor[k]|far[m]|roo[t]|hom[e]/[a-z]+)/[\w.]"),
    "a package registry's host": re.compile(r"[a-z]+://[\w.-]*(npmj[s]|debia[n]|pyp[i]|crate[s]\.io|proxy\.golan[g])"),
    "a private key": re.compile(r"-----BEGI[N] [A-Z ]*PRIVATE KEY"),
    "an access token": re.compile(r"\b(AKI[A][0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abp]-[0-9]+-\w+)"),
}
SECRET_FILES = re.compile(r"\.(pem|p12|key)$|(^|/)(id_rsa|admin-secret|server-key)$")


def committed_files(root):
    """The files git knows, and of a tree without git every file but build products."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [path for path in listed.stdout.decode().split("\0") if path and (root / path).is_file()]
    files = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in (".git", "build", "node_modules")]
        files += [(pathlib.Path(folder) / name).relative_to(root).as_posix() for name in names]
    return sorted(files)


def layout(files):
    """Names outside the agreed layout (style.md, and the map in README.md)."""
    top = {path.split("/")[0] for path in files}
    server = {path.split("/")[1] for path in files if path.startswith("server/")}
    strangers = sorted(name for name in top if name not in TOP_LEVEL and not name.startswith("."))
    strangers += sorted(f"server/{name}" for name in server - SERVER)
    return [f"{name} is not in the map of folders; put it where its subject lives." for name in strangers]


def traces(root, files):
    """Lines that tell of one machine or give a secret away."""
    secrets = [path for path in files if SECRET_FILES.search(path)]
    sentences = [f"{path} looks like a secret; secrets are made at first start." for path in secrets]
    for path in files:
        try:
            text = (root / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # data, not text
        for number, line in enumerate(text.splitlines(), 1):
            sentences += [f"{path}:{number} holds {what}." for what, pattern in TRACES.items() if pattern.search(line)]
    return sentences


def long_files(root, files):
    """Files that hold more than one subject, by their length."""
    sentences = []
    for path in files:
        if pathlib.Path(path).suffix in LINES_COUNTED and path not in LONGER:
            lines = len((root / path).read_text(encoding="utf-8").splitlines())
            if lines > LINES_MAX:
                sentences.append(f"{path} has {lines} lines, more than {LINES_MAX}; it holds more than one subject.")
    return sentences


def dead_links(root, files):
    """Links between our pages that lead nowhere."""
    sentences = []
    for path in files:
        if path.endswith(".md"):
            for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", (root / path).read_text(encoding="utf-8")):
                if not (root / path).parent.joinpath(link).exists():
                    sentences.append(f"{path} links to {link}, which does not exist.")
    return sentences


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    files = committed_files(root)
    sentences = layout(files) + traces(root, files) + long_files(root, files) + dead_links(root, files)
    print("\n".join(sentences))
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
