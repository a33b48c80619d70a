/// The canonical form of what a viewer holds, and its SHA-256: equal hashes mean equal boards (proto/README.md). Not by
/// WebCrypto, which a browser withholds where the page came over plain http, as in a meeting room's own network.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Course, Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { MeetingState } from './state'

// Writes values so that no two different rows of values give the same bytes: texts with their length in bytes before
// them, numbers closed by a semicolon, lists with their count.
class Canonical {
  #rows: string[] = []

  text(...values: readonly string[]): this {
    for (const value of values) this.#rows.push(`${utf8Length(value)}:${value}`)
    return this
  }
  number(...values: readonly (number | bigint)[]): this {
    for (const value of values) this.#rows.push(`${String(value)};`)
    return this
  }
  flag(...values: readonly boolean[]): this {
    return this.number(...values.map(Number))
  }
  count(value: number): this {
    this.#rows.push('#')
    return this.number(value)
  }
  texts(values: readonly string[]): this {
    return this.count(values.length).text(...values)
  }
  finish(): string {
    return this.#rows.join('')
  }
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i)
    // A surrogate is half of four bytes; else two or three.
    if (unit >= 0x800) bytes += unit >= 0xd800 && unit < 0xe000 ? 1 : 2
    else if (unit >= 0x80) bytes += 1
  }
  return bytes
}

/// The order of two texts by their bytes of UTF-8, which is that of their code points; JavaScript compares code units,
/// so that a surrogate pair would stand before U+E000.
export function byBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; ++i) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codePointRank(x) - codePointRank(y)
  }
  return a.length - b.length
}

function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

function sorted<Thing>(things: Iterable<Thing>, id: (thing: Thing) => string): Thing[] {
  return [...things].sort((a, b) => byBytes(id(a), id(b)))
}

function writeItem(out: Canonical, item: Item): void {
  out.text(item.id, item.kind, item.sheet, item.region, item.orderKey)
  out.flag(item.place !== undefined).number(item.place?.x ?? 0, item.place?.y ?? 0)
  out.text(item.text, item.saidBy, item.typedBy)
  out.text(item.source, item.epistemic, item.domain, item.world).texts(item.persons)
  out.count(item.fields.length)
  for (const field of item.fields) out.text(field.field).texts(field.values)
  out.text(item.visibility?.level ?? '').texts(item.visibility?.members ?? [])
  const { parked } = item
  out.flag(parked !== undefined)
  out.text(parked?.sheet ?? '', parked?.region ?? '', parked?.reason ?? '').number(parked?.rule ?? 0)
  out.flag(item.removed).number(item.coveredBy).text(item.stackedOn)
  out.flag(item.resolved).text(item.answeredBy, item.madeIn)
  out.flag(item.withdrawn, item.restedOnWithdrawn)
  out.count(item.comments.length)
  for (const comment of item.comments) {
    out.text(comment.id, comment.text, comment.saidBy, comment.typedBy).flag(comment.removed)
    out.number(comment.coveredBy)
  }
  out.count(item.stances.length)
  for (const taken of item.stances) {
    out.text(taken.participant).number(taken.stance).text(taken.words, taken.typedBy).number(taken.coveredBy)
  }
  out.count(item.scores.length)
  for (const given of item.scores) {
    out.text(given.participant).number(given.value).text(given.words).number(given.coveredBy)
  }
  out.count(item.tallies.length)
  for (const tally of item.tallies) out.number(tally.round, tally.points)
}

function writeCourse(out: Canonical, course: Course): void {
  out.text(course.phase, course.chair).flag(course.clientView, course.screensShut)
  const lifted = [...course.lifted].sort((a, b) => byBytes(a.phase, b.phase) || a.rule - b.rule)
  out.count(lifted.length)
  for (const rule of lifted) out.text(rule.phase).number(rule.rule)
  const { round } = course
  out.flag(round !== undefined).number(round?.round ?? 0, round?.kind ?? 0)
  out
    .text(round?.sheet ?? '')
    .texts(round?.regions ?? [])
    .texts(round?.kinds ?? [])
  out.number(round?.points ?? 0, round?.minutes ?? 0)
  out.texts(round?.ready ?? []).number(round?.count?.ready ?? 0, round?.count?.present ?? 0)
  out.texts(course.hands).text(course.turn).texts(course.visited)
  out.flag(course.begun, course.ended, course.settled)
}

export function canonicalForm(state: MeetingState): string {
  const out = new Canonical()
  const { created } = state
  out.text('flipover-state/2')
  out.text(created?.title ?? '', created?.caseLabel ?? '', created?.language ?? '')
  out.text(created?.method?.id ?? '').number(created?.method?.version ?? 0)
  const attendees = sorted(state.attendees, (attendee) => attendee.participant?.id ?? '')
  out.count(attendees.length)
  for (const { participant: who, present, location } of attendees) {
    out.text(who?.id ?? '', who?.name ?? '', who?.role ?? '')
    out.text(who?.organisation ?? '', who?.organisationName ?? '')
    out.flag(who?.ended ?? false, present).number(location)
  }
  out.count(state.sheets.length)
  for (const sheet of sorted(state.sheets, (each) => each.id)) {
    out.text(sheet.id, sheet.phase, sheet.title, sheet.by).flag(sheet.removed)
  }
  out.count(state.items.size)
  for (const item of sorted(state.items.values(), (each) => each.id)) writeItem(out, item)
  out.count(state.links.size)
  for (const link of sorted(state.links.values(), (each) => each.id)) {
    out.text(link.id, link.from, link.to, link.relation, link.by).flag(link.removed)
  }
  out.count(state.strokes.size)
  for (const stroke of sorted(state.strokes.values(), (each) => each.id)) {
    out.text(stroke.id, stroke.sheet, stroke.by).number(stroke.colour, stroke.width)
    out
      .flag(stroke.removed)
      .count(stroke.points.length)
      .number(...stroke.points)
  }
  writeCourse(out, state.course)
  const ballots = [...state.ballots].sort(
    (a, b) => Number(a.round - b.round) || byBytes(a.participant, b.participant) || byBytes(a.item, b.item),
  )
  for (const { round, participant, item, points } of ballots) {
    out.number(round).text(participant, item).number(points)
  }
  return out.finish()
}

/// In hexadecimal.
export function stateHash(state: MeetingState): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalForm(state))))
}
