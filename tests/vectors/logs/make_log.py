#!/usr/bin/env python3
"""Keeps a log as today's build writes it: make_log.py BIN_FOLDER NEW_FOLDER

Runs flipover-server on an empty data folder, imports the demonstration case and holds a meeting in which every kind of
operation happens, stops the server in order, and leaves in NEW_FOLDER: data.tar.gz (log and keys) and one JSON file a
meeting with what its chair sees at some of its numbers. tests/meeting/old_logs_test.cc folds all logs that are kept here.
"""
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import time

bins, out = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
out.mkdir(parents=True)
work = pathlib.Path(tempfile.mkdtemp())
data, port_file, admin = work / "data", work / "port", work / "admin"
server = subprocess.Popen([bins / "flipover-server", "--data", data, "--port", "0", "--port-file", port_file,
                           "--admin-secret-file", admin, "--log-level", "warning"], stdout=subprocess.DEVNULL)
while not port_file.exists():
    assert server.poll() is None
    time.sleep(0.05)
url = "http://127.0.0.1:" + port_file.read_text().strip()


def cli(*words, token=None, stdin="", ok=(0,)):
    who = ["--token-file", token] if token else ["--admin-secret-file", admin]
    run = subprocess.run([bins / "flipover", "--server", url, *who, *words], input=stdin, text=True, capture_output=True)
    assert run.returncode in ok, (words, run.stdout, run.stderr)
    return run.stdout


class Meeting:
    def __init__(self, meeting):
        self.meeting, self.tokens, self.lines, self.ids = meeting, {}, {}, {}

    def invite(self, name, role, organisation=""):
        self.tokens[name] = work / f"{self.meeting}-{name}"
        more = ["--organisation", organisation] if organisation else []
        cli("invite", self.meeting, "--role", role, "--name", name, *more, "--token-file-out", self.tokens[name])
        state = json.loads(cli("state", self.meeting, token=self.tokens[name]))["state"]
        self.ids[name] = next(a["participant"]["id"] for a in state["attendees"] if a["participant"]["name"] == name)

    # Sends one operation; the id of what it adds.
    def does(self, name, operation):
        sent = self.lines.setdefault(name, [])
        sent.append(json.dumps(operation))
        client = work / f"{self.meeting}-{name}-client"
        answers = cli("send", self.meeting, "--client", client, "--rate", "0", token=self.tokens[name],
                      stdin="".join(line + "\n" for line in sent)).splitlines()
        answer = json.loads(answers[-1])
        assert "committed" in answer, (operation, answer)
        return answer.get("id", "")

    def keep(self, file, chair, moments):
        head = int(json.loads(cli("state", self.meeting, token=self.tokens[chair]))["number"])
        step = max(1, head // moments)
        numbers = sorted({*range(step, head + 1, step), head})
        states = [json.loads(cli("state", self.meeting, "--at", str(n), token=self.tokens[chair])) for n in numbers]
        for state in states:
            state["state"].pop("info", None)  # the method and vocabulary of its day: large, and not folded
        kept = {"meeting": self.meeting, "chair": self.ids[chair], "states": states}
        (out / file).write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


def every_kind():
    case = json.loads(cli("case", "create", "Casus P."))["caseId"]
    made = json.loads(cli("meeting", "create", "--case", case, "--title", "Alle handelingen", "--method", "casus_plus"))
    m = Meeting(made["meeting"])
    m.invite("Mirjam", "procesregisseur", "Veiligheidshuis")
    m.invite("Karim", "partner", "Wijkteam")
    m.invite("Sanne", "partner", "Politie")
    m.invite("Joost", "notulist", "Veiligheidshuis")
    m.invite("P.", "client")
    for name in ("Mirjam", "Karim", "Sanne", "Joost"):
        m.does(name, {"arrive": {"location": "ROOM"}})
    m.does("Mirjam", {"beginMeeting": {}})
    state = json.loads(cli("state", m.meeting, token=m.tokens["Mirjam"]))["state"]
    method = state["info"]["created"]["method"]
    # The page of the facts, and the one where decisions are at home.
    first = next(p for p in method["phases"] if any("feit" in r["kinds"] for r in p["regions"]))
    last = next(p for p in method["phases"] if any("besluit" in r["kinds"] and not r.get("parking") for r in p["regions"]))
    m.does("Mirjam", {"goToPhase": {"phase": first["id"]}})
    # Whatever opens by itself is opened by hand here, so that the same words fit every method.
    if "round" in state["course"]:
        m.does("Mirjam", {"closeRound": {}})
    fact = m.does("Karim", {"addItem": {"kind": "feit", "text": "Post ligt ongeopend op de mat", "persons": ["P."]}})
    other = m.does("Sanne", {"addItem": {"kind": "feit", "text": "Drie meldingen van de buren sinds mei 🏠"}})
    for name, text in (("Karim", "eerst "), ("Sanne", "ook ")):
        m.does(name, {"editText": {"item": fact, "base": "0", "spans": [{"insert": text}]}})
    m.does("Karim", {"setField": {"item": fact, "value": {"field": "epistemic", "values": []}}})
    m.does("Sanne", {"moveItem": {"item": other, "behind": ""}})
    m.does("Karim", {"splitItem": {"item": fact, "base": "2", "at": 8}})
    m.does("Sanne", {"stackItem": {"item": other, "onto": fact}})
    m.does("Sanne", {"unstackItem": {"item": other}})
    parked = m.does("Karim", {"addItem": {"kind": "feit", "text": "dit hoort later"}})
    m.does("Mirjam", {"parkItem": {"item": parked, "reason": "komt bij het plan"}})
    m.does("Mirjam", {"takeBackItem": {"item": parked}})
    link = m.does("Karim", {"linkItems": {"from": fact, "to": other, "relation": "hangt_samen"}})
    comment = m.does("Sanne", {"addComment": {"item": fact, "text": "gezien op 3 juni"}})
    m.does("Karim", {"remove": {"thing": link}})
    m.does("Karim", {"restore": {"thing": link}})
    m.does("Sanne", {"remove": {"thing": comment}})
    question = m.does("Sanne", {"addItem": {"kind": "vraag", "text": "Wie heeft de sleutel?"}})
    m.does("Karim", {"resolve": {"item": question, "answeredBy": fact}})
    m.does("Karim", {"reopen": {"item": question}})
    m.does("Karim", {"addItem": {"kind": "feit", "text": "alleen voor mij", "visibility": {"level": "prive"}}})
    m.does("Sanne", {"setVisibility": {"item": other, "visibility": {"level": "bron_en_regie"}, "reason": "bron"}})
    page = m.does("Karim", {"addPage": {"title": "Schets van het netwerk"}})
    m.does("Karim", {"draw": {"sheet": page, "points": [0, 0, 500, 20, 20, 500], "colour": 1, "width": 3}})
    undone = m.does("Karim", {"addItem": {"kind": "feit", "text": "vergissing"}})
    assert undone
    m.does("Karim", {"undo": {}})
    m.does("Mirjam", {"openRound": {"kind": "BLIND", "minutes": 3}})
    m.does("Karim", {"addItem": {"kind": "feit", "text": "blind gezegd"}})
    m.does("Karim", {"setReady": {"ready": True}})
    m.does("Mirjam", {"closeRound": {}})
    m.does("Mirjam", {"liftRule": {"rule": "PARK_SOLUTIONS", "reason": "het brandt"}})
    m.does("Mirjam", {"goToPhase": {"phase": last["id"], "reason": "genoeg gehoord"}})
    m.does("Mirjam", {"extendPhase": {"seconds": 300, "reason": "nog een vraag"}})
    decision = m.does("Mirjam", {"addItem": {"kind": "besluit", "text": "Samen de post openen",
                                             "fields": [{"field": "reden", "values": ["het lukt niet alleen"]}]}})
    m.does("Karim", {"takeStance": {"item": decision, "stance": "AGREE", "words": "ik vertrouw hem niet"}})
    m.does("Sanne", {"takeStance": {"item": decision, "stance": "DISSENT", "words": "te vroeg"}})
    m.does("Karim", {"score": {"item": decision, "value": 7, "words": "goed op weg"}})
    m.does("Mirjam", {"openRound": {"kind": "VOTE", "kinds": ["besluit"], "points": 3}})
    m.does("Karim", {"vote": {"item": decision, "points": 2}})
    m.does("Mirjam", {"closeRound": {}})
    m.does("Sanne", {"raiseHand": {"raised": True}})
    m.does("Mirjam", {"giveTurn": {"participant": m.ids["Sanne"]}})
    m.does("Mirjam", {"callToItem": {"item": decision}})
    m.does("Mirjam", {"setClientView": {"on": True, "reason": "P. komt binnen"}})
    m.does("P.", {"arrive": {"location": "ROOM"}})
    m.does("Mirjam", {"openToClient": {"sheet": first["id"]}})
    m.does("Mirjam", {"openToClient": {"item": decision}})
    m.does("P.", {"addItem": {"kind": "citaat_client", "text": "Ik wil het zelf proberen"}})
    m.does("P.", {"takeStance": {"item": decision, "stance": "PARTLY", "words": "als iemand meegaat"}})
    m.does("Mirjam", {"closeToClient": {"item": decision}})
    m.does("Mirjam", {"setClientView": {"on": False}})
    m.does("P.", {"depart": {"reason": "moet naar school"}})
    m.does("Mirjam", {"addParticipant": {"participant": {"id": "buurvrouw", "name": "Buurvrouw", "role": "partner"}}})
    m.does("Mirjam", {"endParticipation": {"participant": "buurvrouw", "reason": "vertrokken"}})
    m.does("Mirjam", {"handOverChair": {"to": m.ids["Karim"]}})
    m.does("Karim", {"endMeeting": {}})
    m.does("Joost", {"editText": {"item": decision, "base": "0", "spans": [{"insert": "Besluit: "}]}})
    m.does("Karim", {"settleMeeting": {}})
    m.keep("every_kind.json", "Mirjam", 12)


def demonstration():
    demo = pathlib.Path(__file__).resolve().parents[2] / "data" / "demo-case.json"
    tokens = work / "demo-tokens"
    report = json.loads(cli("import", str(demo), "--tokens-out", str(tokens)))
    m = Meeting(report["meeting"])
    chair = next(i for i in report["invitations"] if i["participant"]["role"] == "procesregisseur")["participant"]
    m.ids["chair"] = chair["id"]
    m.tokens["chair"] = next(path for path in tokens.iterdir() if chair["id"] in path.name)
    m.keep("demonstration.json", "chair", 2)


every_kind()
demonstration()
server.terminate()
assert server.wait(20) == 0
with tarfile.open(out / "data.tar.gz", "w:gz") as tar:
    for path in sorted(data.rglob("*")):
        if path.is_file() and path.name not in ("LOCK", "LOG") and not path.name.startswith("LOG.old"):
            tar.add(path, path.relative_to(data))
