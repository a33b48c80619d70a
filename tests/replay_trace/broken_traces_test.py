"""replay_trace tells a trace that holds from one that does not, by its exit code and a sentence.

    python3 tests/replay_trace/broken_traces_test.py PATH_OF_REPLAY_TRACE
"""

import gzip
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = None
TEXT = "één 😀\r\n"


def units(text):
    return len(text.encode("utf-16-le")) // 2


def header(form, steps, end=TEXT, **more):
    digest = hashlib.sha256(end.encode()).hexdigest()
    return {"format": form, "name": "small", "units": "utf16", "steps": steps,
            "end": {"len": units(end), "sha256": digest}, **more}


def lines(*objects):
    return "".join(json.dumps(each) + "\n" for each in objects).encode()


SEQUENTIAL = [{"patches": [[0, 0, "één "]]}, {"patches": [[4, 0, "😀\r\n"], [0, 1, "e"]]}, {"patches": [[0, 1, "é"]]}]
INTENT = [{"a": 0, "i": [[1, "a"], [2, "😀"]], "base": 0}, {"a": 1, "i": [[0, "b"]], "base": 0},
          {"a": 1, "d": [1], "base": 2}, {"a": 0, "d": [1], "base": 2}]
CONCURRENT = [{"a": 0, "base": 0, "own": 0, "patches": [[0, 0, "abc"]]},
              {"a": 0, "base": 0, "own": 1, "patches": [[3, 0, "😀"], [0, 1, ""]]},
              {"a": 1, "base": 1, "own": 0, "patches": [[2, 0, "x"]]},
              {"a": 1, "base": 3, "own": 0, "patches": [[0, 1, ""]]}]


class Traces(unittest.TestCase):
    def replay(self, content):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "trace"
            path.write_bytes(content)
            done = subprocess.run([PROGRAM, "--seeds", "20", path], capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout

    def holds(self, content):
        code, said = self.replay(content)
        self.assertEqual(code, 0, said)

    def fails(self, content, sentence):
        code, said = self.replay(content)
        self.assertEqual(code, 1, said)
        self.assertIn(sentence, said)

    def test_small_traces_of_every_format_hold_packed_or_not(self):
        for content in (lines(header("seq/1", 3), *SEQUENTIAL),
                        lines(header("intent/1", 4, "b😀", agents=2), *INTENT),
                        lines(header("conc/1", 4, "xc😀", agents=2), *CONCURRENT)):
            self.holds(content)
            self.holds(gzip.compress(content))

    def test_another_end_than_published_fails(self):
        self.fails(lines(header("seq/1", 3, "iets anders"), *SEQUENTIAL), "not the published text")
        self.fails(lines(header("conc/1", 4, "xc!!", agents=2), *CONCURRENT), "not the published text")
        self.fails(lines(header("intent/1", 4, "b", agents=2), *INTENT), "not as long")

    def test_another_number_of_own_edits_than_scripted_fails(self):
        steps = [CONCURRENT[0], {**CONCURRENT[1], "own": 0}, *CONCURRENT[2:]]
        self.fails(lines(header("conc/1", 4, "xc😀", agents=2), *steps), "step 1: another number of own edits")

    def test_a_patch_beyond_the_text_fails(self):
        self.fails(lines(header("seq/1", 1), {"patches": [[5, 0, "x"]]}), "beyond the agent's text")

    def test_a_removal_of_what_nobody_types_fails(self):
        self.fails(lines(header("intent/1", 1, agents=2), {"a": 0, "d": [7], "base": 0}), "nobody types")

    def test_a_trace_cut_short_fails(self):
        whole = lines(header("seq/1", 3), *SEQUENTIAL)
        self.fails(lines(header("seq/1", 3), *SEQUENTIAL[:2]), "another number of steps")
        self.fails(whole[:-8], "not a trace")
        self.fails(gzip.compress(whole)[:-12], "")

    def test_what_is_no_trace_fails(self):
        self.fails(b"", "is empty")
        self.fails(b"hello\n", "not a trace")
        self.fails(b"\x00\xff\n", "not a trace")
        self.fails(lines({"format": "seq/2"}), "none of seq/1, conc/1, intent/1")
        self.fails(lines(header("seq/1", 1), {"patches": [["x", 0, ""]]}), "line 2")

    def test_a_missing_file_fails_and_wrong_usage_has_a_code_of_its_own(self):
        for arguments, code in ((["/nowhere/trace"], 1), ([], 2), (["--seeds", "x", "f"], 2), (["--help"], 0)):
            done = subprocess.run([PROGRAM, *arguments], capture_output=True, timeout=60, check=False)
            self.assertEqual(done.returncode, code, arguments)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
