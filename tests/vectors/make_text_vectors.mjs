// Makes text_map.json, text_compose.json and text_apply.json: what @codemirror/state does with changes of a text. The
// models in C++ and TypeScript must do the same.
//
//   npm ci && node make_text_vectors.mjs                       writes the three files beside this one
//   node make_text_vectors.mjs --map 50000 --seed 7 FILE       writes that many random pairs to FILE, for a larger check:
//   FLIPOVER_TEXT_MAP_VECTORS=FILE build/dev/bin/model_text_test --gtest_filter='TextVectors.*'
//
// A change is a list of spans [keep, remove, "insert"], in UTF-16 code units, as on the wire.
import {ChangeSet, Text} from "@codemirror/state"
import {writeFileSync} from "node:fs"

let state = 1

// mulberry32: the same numbers everywhere, so that the files are the same when made again.
function random() {
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}
const upTo = (most) => Math.floor(random() * (most + 1))
const pick = (values) => values[upTo(values.length - 1)]

const characters = [..."abcdefghijklmnopqrstuvwxyz\n", "é", "ﬁ", "😀", "👩", "🏽", "\u0301"]

function randomText(charactersMost) {
  return Array.from({length: upTo(charactersMost)}, () => pick(characters)).join("")
}

function toChangeSet(spans, length) {
  const parts = []
  let at = 0
  for (const [keep, remove, insert] of spans) {
    if (keep > 0) parts.push(keep)
    parts.push(insert === "" ? [remove] : [remove, ...insert.split("\n")])
    at += keep + remove
  }
  if (length > at) parts.push(length - at)
  return ChangeSet.fromJSON(parts)
}

function toSpans(changeSet) {
  const spans = []
  let keep = 0
  for (const part of changeSet.toJSON()) {
    if (typeof part === "number") {
      keep += part
    } else {
      spans.push([keep, part[0], part.slice(1).join("\n")])
      keep = 0
    }
  }
  return spans
}

// Spans on a text whose characters have these lengths: no place inside a character. Places meet often, and touching
// spans of every sort occur; two that should be one do not.
function randomSpans(lengths, spansMost) {
  const spans = []
  let at = 0
  let keep = 0
  const advance = (most) => {
    let units = 0
    for (let count = upTo(Math.min(most, lengths.length - at)); count > 0; --count) units += lengths[at++]
    return units
  }
  for (let count = upTo(19) === 0 ? 0 : 1 + upTo(spansMost - 1); count > 0; --count) {
    keep += advance(3)
    const remove = upTo(1) === 0 ? 0 : advance(4)
    const insert = upTo(2) === 0 ? "" : randomText(2)
    const last = spans.at(-1)
    const same = last !== undefined && keep === 0 &&
      ((insert === "" && last[2] === "") || (remove === 0 && last[1] === 0))
    if ((remove === 0 && insert === "") || same) {
      keep += remove
    } else {
      spans.push([keep, remove, insert])
      keep = 0
    }
  }
  return spans
}

const lengthsOf = (text) => [...text].map((character) => character.length)
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)

function mapCases(count) {
  return Array.from({length: count}, () => {
    const lengths = lengthsOf(randomText(10))
    const length = sum(lengths)
    const a = randomSpans(lengths, 4)
    const b = randomSpans(lengths, 4)
    const map = (before) => toSpans(toChangeSet(a, length).map(toChangeSet(b, length), before))
    return {length, a, b, after: map(false), before: map(true)}
  })
}

function composeCases(count) {
  return Array.from({length: count}, () => {
    const text = randomText(10)
    const first = randomSpans(lengthsOf(text), 4)
    const between = toChangeSet(first, text.length).apply(Text.of(text.split("\n"))).toString()
    const second = randomSpans(lengthsOf(between), 4)
    const composed = toChangeSet(first, text.length).compose(toChangeSet(second, between.length))
    const result = composed.apply(Text.of(text.split("\n"))).toString()
    return {text, first, second, composed: toSpans(composed), result}
  })
}

function applyCases(count) {
  return Array.from({length: count}, () => {
    const text = randomText(16)
    const spans = randomSpans(lengthsOf(text), 5)
    const change = toChangeSet(spans, text.length)
    const before = Text.of(text.split("\n"))
    return {text, spans, result: change.apply(before).toString(), inverse: toSpans(change.invert(before))}
  })
}

// What a server refuses, and why.
const refusals = [
  {text: "abc", spans: [[4, 0, "x"]], fault: "beyond_text"},
  {text: "abc", spans: [[0, 4, ""]], fault: "beyond_text"},
  {text: "abc", spans: [[2, 1, ""], [1, 0, "x"]], fault: "beyond_text"},
  {text: "", spans: [[4294967295, 1, ""]], fault: "beyond_text"},
  {text: "abc", spans: [[4294967295, 4294967295, ""], [2, 0, "x"]], fault: "beyond_text"},
  {text: "a😀b", spans: [[2, 0, "x"]], fault: "cuts_pair"},
  {text: "a😀b", spans: [[1, 1, ""]], fault: "cuts_pair"},
  {text: "a😀b", spans: [[2, 1, ""]], fault: "cuts_pair"},
  {text: "😀😀", spans: [[1, 2, ""]], fault: "cuts_pair"},
  {text: "abc", spans: [[0, 0, "\r\n"]], fault: "forbidden_character"},
  {text: "abc", spans: [[0, 0, "a\u0000"]], fault: "forbidden_character"},
  {text: "abc", spans: [[1, 0, ""]], fault: "not_canonical"},
  {text: "abc", spans: [[0, 1, ""], [0, 1, ""]], fault: "not_canonical"},
  {text: "abc", spans: [[0, 0, "x"], [0, 0, "y"]], fault: "not_canonical"},
]

function write(file, content) {
  const {cases, refused, ...head} = content
  const rows = (name, values) => `  "${name}": [\n${values.map((value) => "    " + JSON.stringify(value)).join(",\n")}\n  ]`
  const parts = Object.entries(head).map(([name, value]) => `  "${name}": ${JSON.stringify(value)}`)
  parts.push(rows("cases", cases))
  if (refused) parts.push(rows("refused", refused))
  writeFileSync(file, `{\n${parts.join(",\n")}\n}\n`)
}

const made = "made by make_text_vectors.mjs with @codemirror/state 6.7.6"
const mapAbout = "`after`, `before`: change a mapped over b, both of a text of `length` units, without and with the `before` flag"

const [flag, count, seedFlag, seed, file] = process.argv.slice(2)
if (flag === "--map" && seedFlag === "--seed" && file) {
  state = Number(seed)
  write(file, {made, about: mapAbout, cases: mapCases(Number(count))})
} else if (flag === undefined) {
  const here = (name) => new URL(name, import.meta.url)
  write(here("text_map.json"), {made, about: mapAbout, cases: mapCases(2000)})
  write(here("text_compose.json"), {
    made, about: "`composed` does `first` and then `second`; `result` is `text` after it", cases: composeCases(1000)})
  write(here("text_apply.json"), {
    made, about: "`result` is `text` after `spans`, `inverse` takes it back; `refused`: edits a server refuses, and why",
    cases: applyCases(300), refused: refusals})
} else {
  console.error("usage: node make_text_vectors.mjs [--map COUNT --seed NUMBER FILE]")
  process.exit(2)
}
