"""Who may include whom: reads every #include line of ours and names the arrow that server/README.md does not draw.

    python3 tests/house/include_rules.py [ROOT]

One sentence per line that breaks a rule; the exit code is 1 when there is one.
"""

import pathlib
import re
import sys
from dataclasses import dataclass

SOURCES = {".h", ".cc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


@dataclass(frozen=True)
class Part:
    """A folder of ours: what it may include of ours, which libraries, and the reason a person is told."""

    ours: tuple[str, ...]
    libraries: tuple[str, ...]
    reason: str


# Libraries by the start of their header's path. What is not listed here counts as the standard library or the system.
LIBRARIES = {
    "boost/asio": "Asio",
    "boost/beast": "Beast",
    "boost/": "Boost",
    "google/protobuf": "protobuf",
    "rocksdb/": "RocksDB",
    "sodium": "libsodium",
    "openssl/": "OpenSSL",
    "spdlog/": "spdlog",
    "fmt/": "spdlog",
    "prometheus/": "prometheus-cpp",
    "CLI/": "CLI11",
    "gtest/": "GoogleTest",
    "gmock/": "GoogleTest",
    "benchmark/": "Google Benchmark",
}

# Parts of the standard library and the system through which a clock, chance, threads or the world would get in.
IMPURE = {
    "random", "thread", "mutex", "shared_mutex", "condition_variable", "future", "fstream", "iostream", "filesystem",
    "ctime", "time.h", "cstdio", "stdio.h", "unistd.h", "fcntl.h", "sys/time.h", "sys/stat.h", "sys/socket.h",
}

QUIET = ("protobuf", "Boost")  # values and messages: allowed everywhere
PLAIN = QUIET + ("spdlog", "prometheus-cpp")
ASYNC = PLAIN + ("Asio",)

# The longest path that a file starts with decides: a folder, a file, or the beginning of a file's name (verify.cc,
# verify_keys.h). `ours` names folders or single headers.
PARTS = {
    "server/main.cc": Part(
        ("server", "storage", "proto"),
        ASYNC + ("Beast", "RocksDB", "libsodium", "OpenSSL", "CLI11"),
        "main is the composition root",
    ),
    "server/base": Part(
        ("server/base", "proto"),
        PLAIN + ("OpenSSL", "libsodium"),
        "base is what all others stand on, the pure model too",
    ),
    "server/base/asio.cc": Part((), ("Asio",), "it is where Asio is compiled, and nothing else"),
    "server/base/beast.cc": Part((), ("Beast",), "it is where Beast is compiled, and nothing else"),
    "server/model": Part(
        ("server/model", "server/base", "proto"),
        QUIET,
        "the model is pure: no I/O, no clock, no randomness, no logging; what it needs comes in as data",
    ),
    "server/vocabulary": Part(
        ("server/vocabulary", "server/base", "proto"),
        QUIET,
        "the catalogue is data and its loader; it knows the messages and nothing that runs on them",
    ),
    "server/shard": Part(
        ("server/shard", "server/base"),
        ASYNC,
        "a shard is a thread with an io_context and knows nothing of what runs on it",
    ),
    "server/meeting": Part(
        ("server/meeting", "server/model", "server/vocabulary", "server/shard", "server/base", "proto")
        + ("storage/journal.h", "storage/journal_reader.h", "storage/op_log.h", "storage/key_store.h", "storage/completion.h"),
        ASYNC,
        "a meeting knows Subscriber and Journal, not sockets and not the engine behind them",
    ),
    "server/access": Part(
        ("server/access", "server/base", "storage", "proto"),
        ASYNC + ("libsodium", "OpenSSL"),
        "access answers who may come in and keeps that in the registry; it does not know the sockets or the meetings",
    ),
    "server/edge": Part(
        ("server/edge", "server/meeting", "server/access", "server/shard", "server/base", "proto"),
        ASYNC + ("Beast",),
        "the edge turns bytes into messages and asks the meeting; deciding and storing happen behind server/meeting",
    ),
    "storage": Part(
        ("storage", "server/base", "proto"),
        ASYNC + ("RocksDB", "libsodium", "OpenSSL"),
        "storage keeps bytes; of the server it knows only base",
    ),
    "clients/cli": Part(
        ("clients/cli", "server/base", "server/model", "proto"),
        ASYNC + ("Beast", "CLI11", "OpenSSL", "libsodium"),
        "the command line speaks to a server over the wire; only `verify` and `salvage` open files",
    ),
    "clients/cli/verify": Part(
        ("clients/cli", "server/base", "server/model", "storage", "proto"),
        ASYNC + ("CLI11", "OpenSSL", "libsodium"),
        "`verify` reads a data directory, through storage",
    ),
    "clients/cli/salvage": Part(
        ("clients/cli", "server/base", "server/model", "storage", "proto"),
        ASYNC + ("CLI11", "OpenSSL", "libsodium"),
        "`salvage` reads a data directory and makes another, through storage",
    ),
}

def part_of(path):
    """The name of the part a file belongs to, or None for a file no rule speaks of."""
    fitting = [name for name in PARTS if re.match(re.escape(name) + r"(/|$|(_[a-z_]+)?\.(h|cc)$)", path)]
    return max(fitting, key=len, default=None)


def target_of(header):
    """What a header belongs to: ('ours', path), ('library', name) or ('standard', header)."""
    if header.endswith(".pb.h") and not header.startswith("google/"):
        return "ours", "proto"
    if header.split("/")[0] in ("server", "storage", "clients", "tests", "proto"):
        return "ours", header
    for start, name in LIBRARIES.items():
        if header.startswith(start):
            return "library", name
    return "standard", header


def covers(allowed, target):
    return target == allowed or target.startswith(allowed + "/")


def broken_rules(root):
    """A sentence for each #include below `root` that no arrow allows."""
    sentences = []
    for file in sorted(p for folder in ("server", "storage", "clients") for p in (root / folder).rglob("*")):
        if file.suffix not in SOURCES or "node_modules" in file.parts:
            continue
        path = file.relative_to(root).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if found:
                sentence = judge(path, found[1] == '"', found[2])
                if sentence:
                    sentences.append(f"{path}:{number} {sentence}")
    return sentences


def judge(path, quoted, header):
    """None when `path` may include `header`, else why not."""
    name = part_of(path)
    if name is None:
        return f'includes "{header}", but tests/house/include_rules.py has no rule for this folder; give it one.'
    part = PARTS[name]
    kind, target = target_of(header)
    if quoted and kind == "standard":
        return f'includes "{header}": write our own headers from the project root, as "{name}/{header}".'
    if kind == "ours" and not any(covers(allowed, target) for allowed in part.ours):
        return f'includes "{header}", but {name} may not include {folder_of(target)}: {part.reason}.'
    if kind == "library" and target not in part.libraries:
        return f"includes <{header}>, but {name} may not use {target}: {part.reason}."
    if name == "server/model" and kind == "standard" and target in IMPURE:
        return f"includes <{header}>, but {name} may not use it: {part.reason}."
    return None


def folder_of(target):
    name = part_of(target)
    return name if name else "/".join(target.split("/")[:-1]) or target


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    sentences = broken_rules(root)
    print("\n".join(sentences))
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
