/// The fields of a card as they are filled in: which stand in sight, who may be named, when a date is whole. Pure.
import type { Field, Kind } from '@/gen/meeting/v1/method_pb'
import { organisationNameOf, roleOfParticipant } from '@/model/people'
import type { MeetingState } from '@/model/state'

// In the order in which one speaks of them; what a kind has besides stands under "more". A kind that is not here, of a
// method made later, shows its first fields.
const inSight: Readonly<Record<string, readonly string[]>> = {
  plandoel: ['horizon', 'instemming_client'],
  interventie: ['soort', 'horizon', 'instemming_client'],
  actie: ['eigenaar', 'uiterlijk', 'horizon', 'instemming_client'],
  besluit: ['reden', 'opties', 'evaluatie_op'],
  terugvalafspraak: ['als', 'dan', 'wie', 'binnen'],
  keuze: ['opties', 'gekozen'],
}
const fewest = 3

export interface SplitFields {
  readonly first: readonly Field[]
  readonly more: readonly Field[]
}

export function splitFields(kind: Kind | undefined): SplitFields {
  const fields = kind?.fields ?? []
  const named = inSight[kind?.id ?? '']
  if (!named) return { first: fields.slice(0, fewest), more: fields.slice(fewest) }
  const first = named.flatMap((id) => fields.find((field) => field.id === id) ?? [])
  return { first, more: fields.filter((field) => !first.includes(field)) }
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly organisation: string
}

/// Who can be named: all who take part, with a device or without, and whoever is named already though he left.
export function peopleFor(state: MeetingState, named: readonly string[]): readonly Person[] {
  return state.attendees.flatMap(({ participant }) => {
    if (!participant) return []
    const role = roleOfParticipant(state, participant.id)
    if ((!role || role.roomScreen) && !named.includes(participant.id)) return []
    return [{ id: participant.id, name: participant.name, organisation: organisationNameOf(state, participant.id) }]
  })
}

/// A whole date of our time; while its year is being typed it is none yet.
export function isKept(date: string): boolean {
  return /^[2-9]\d{3}-\d{2}-\d{2}$/u.test(date)
}

/// 2027-03-25 as one says it; '' stays ''.
export function dateInWords(date: string, language: string): string {
  const [year, month, day] = date.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined || Number.isNaN(year + month + day)) return date
  // At noon, so that no time zone makes another day of it.
  const noon = new Date(year, month - 1, day, 12)
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(noon)
}

export function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/// The beginning of a card's words, to name it by.
export function briefly(text: string, length = 60): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim()
  return line.length > length ? `${line.slice(0, length - 1).trimEnd()}…` : line
}
