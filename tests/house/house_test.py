"""The rules of the house hold, and each of them can be broken: first our own tree, then trees made to break a rule."""

import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests" / "house"))

import include_rules  # noqa: E402
import tree_rules  # noqa: E402


class OurTree(unittest.TestCase):
    def assert_none(self, sentences):
        self.assertEqual(sentences, [], "\n" + "\n".join(sentences))

    def test_includes_follow_the_arrows(self):
        self.assert_none(include_rules.broken_rules(ROOT))

    def test_names_are_those_of_the_map(self):
        self.assert_none(tree_rules.layout(tree_rules.committed_files(ROOT)))

    def test_tells_nothing_of_one_machine_and_no_secret(self):
        self.assert_none(tree_rules.traces(ROOT, tree_rules.committed_files(ROOT)))

    def test_has_one_subject_a_file(self):
        self.assert_none(tree_rules.long_files(ROOT, tree_rules.committed_files(ROOT)))

    def test_has_pages_whose_links_lead_somewhere(self):
        self.assert_none(tree_rules.dead_links(ROOT, tree_rules.committed_files(ROOT)))


class MadeTree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def holds(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


class ForbiddenIncludes(MadeTree):
    def one_sentence(self):
        sentences = include_rules.broken_rules(self.root)
        self.assertEqual(len(sentences), 1, sentences)
        return sentences[0]

    def test_edge_that_includes_the_model_is_told_where_deciding_happens(self):
        self.holds("server/edge/session.cc", '#include "server/edge/session.h"\n#include "server/model/decide.h"\n')
        sentence = self.one_sentence()
        self.assertTrue(sentence.startswith("server/edge/session.cc:2 "), sentence)
        self.assertIn("server/edge may not include server/model", sentence)

    def test_each_forbidden_arrow_is_named(self):
        forbidden = {
            "server/model/apply.cc": '#include "server/meeting/fanout.h"',
            "server/model/phases.cc": "#include <boost/asio/post.hpp>",
            "server/model/roles.cc": "#include <random>",
            "server/model/board.cc": "#include <spdlog/spdlog.h>",
            "server/base/ids.h": '#include "server/model/board.h"',
            "server/base/clock.h": "#include <boost/asio/steady_timer.hpp>",
            "server/shard/shard.cc": '#include "server/meeting/meeting_actor.h"',
            "server/meeting/fanout.cc": "#include <boost/beast/websocket.hpp>",
            "server/meeting/replay.cc": '#include "storage/rocksdb_op_log.h"',
            "server/meeting/inbox.cc": '#include "server/edge/session.h"',
            "server/access/invitations.cc": '#include "server/meeting/inbox.h"',
            "server/access/tokens.cc": '#include "server/edge/listener.h"',
            "server/edge/outbox.cc": '#include "storage/journal.h"',
            "storage/journal.cc": '#include "server/model/apply.h"',
            "storage/key_store.cc": "#include <boost/beast/core.hpp>",
            "clients/cli/send.cc": '#include "storage/op_log.h"',
            "clients/cli/tail.cc": '#include "server/edge/frame_codec.h"',
        }
        for path, line in forbidden.items():
            with self.subTest(path=path):
                self.holds(path, line + "\n")
                self.assertIn(path + ":1 ", self.one_sentence())
                (self.root / path).unlink()

    def test_each_drawn_arrow_is_allowed(self):
        allowed = {
            "server/main.cc": '#include "storage/rocksdb_op_log.h"',
            "server/model/decide.cc": '#include "meeting/v1/record.pb.h"',
            "server/meeting/replay.cc": '#include "storage/journal.h"',
            "server/access/invitations.cc": '#include "storage/journal.h"',
            "server/edge/session.cc": "#include <boost/beast/websocket.hpp>",
            "server/base/beast.cc": "#include <boost/beast/src.hpp>",
            "storage/rocksdb_op_log.cc": "#include <rocksdb/db.h>",
            "clients/cli/verify_keys.cc": '#include "storage/key_store.h"',
        }
        for path, line in allowed.items():
            self.holds(path, line + "\n")
        self.assertEqual(include_rules.broken_rules(self.root), [])

    def test_a_header_named_without_its_folder_is_told_to_be_named_from_the_root(self):
        self.holds("server/model/apply.cc", '#include "board.h"\n')
        self.assertIn('"server/model/board.h"', self.one_sentence())

    def test_a_folder_without_a_rule_is_asked_for_one(self):
        self.holds("server/relay/relay.cc", "#include <vector>\n")
        self.assertIn("no rule for this folder", self.one_sentence())


class ForbiddenInTheTree(MadeTree):
    def test_a_stranger_at_the_top_or_in_the_server_is_named(self):
        files = ["README.md", ".clang-format", "src/a.cc", "server/util/strings.h", "server/model/apply.cc"]
        sentences = tree_rules.layout(files)
        self.assertEqual([sentence.split(" ")[0] for sentence in sentences], ["src", "server/util"])

    def test_a_trace_of_one_machine_or_a_secret_is_named_with_its_line(self):
        # In pieces, for this file is read by the rule as well.
        lines = ["/ho" "me/karim/data", "https://deb.deb" "ian.org/x", "-----BEG" "IN PRIVATE KEY-----"]
        lines.append("gh" "p_" + "a" * 36)
        self.holds("deploy/notes.md", "fine\n" + "\n".join(lines) + "\n")
        self.holds("deploy/tls.pem", "")
        sentences = tree_rules.traces(self.root, ["deploy/notes.md", "deploy/tls.pem"])
        self.assertEqual(len(sentences), 5, sentences)
        for number in (2, 3, 4, 5):
            self.assertTrue(any(f"notes.md:{number} " in sentence for sentence in sentences), sentences)

    def test_a_file_of_too_many_lines_is_named(self):
        self.holds("server/model/decide.cc", "\n" * (tree_rules.LINES_MAX + 1))
        self.holds("server/model/apply.cc", "\n" * tree_rules.LINES_MAX)
        sentences = tree_rules.long_files(self.root, tree_rules.committed_files(self.root))
        self.assertEqual([sentence.split(" ")[0] for sentence in sentences], ["server/model/decide.cc"])

    def test_a_link_that_leads_nowhere_is_named(self):
        self.holds("README.md", "[gone](server/README.md) [there](deploy/README.md#backup) [web](https://example.org)")
        self.holds("deploy/README.md", "")
        sentences = tree_rules.dead_links(self.root, tree_rules.committed_files(self.root))
        self.assertEqual(sentences, ["README.md links to server/README.md, which does not exist."])


if __name__ == "__main__":
    unittest.main()
