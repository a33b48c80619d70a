"""A program of ours is built hard to misuse (S57): position independent, nothing to be written where code is found,
checked returns and checked copies. hardening_test.py PROGRAM..."""

import re
import subprocess
import sys


def readelf(option, program):
    return subprocess.run(["readelf", "--wide", option, program], check=True, capture_output=True, text=True).stdout


def missing(program):
    """What the program lacks, one sentence each."""
    header, dynamic = readelf("--file-header", program), readelf("--dynamic", program)
    segments, symbols = readelf("--program-headers", program), readelf("--dyn-syms", program)
    stack = re.search(r"GNU_STACK.*?\s([RWE ]{3})\s", segments)
    checks = {
        "is not position independent (PIE)": "DYN" in header and re.search(r"FLAGS_1.*\bPIE\b", dynamic),
        "binds functions late (BIND_NOW)": re.search(r"BIND_NOW|FLAGS_1.*\bNOW\b", dynamic),
        "leaves relocations writable (RELRO)": "GNU_RELRO" in segments,
        "has an executable stack": stack and "E" not in stack.group(1),
        "has no stack protector": "__stack_chk_fail" in symbols,
        "has no checked copies (FORTIFY)": re.search(r"\b__mem(cpy|move|set)_chk\b", symbols),
    }
    return [f"{program} {sentence}" for sentence, holds in checks.items() if not holds]


if __name__ == "__main__":
    found = [sentence for program in sys.argv[1:] for sentence in missing(program)]
    print("\n".join(found) or f"{len(sys.argv) - 1} programs hold")
    sys.exit(1 if found or len(sys.argv) < 2 else 0)
