/// The curtain (CP-11, CP-12): what of a sheet the client sees, what can be opened to him, what stays shut. Pure; which
/// items are which says the server, so that the preview and what happens are the same thing.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Label, Phase } from '@/gen/meeting/v1/method_pb'
import { inOrder, phaseOfSheet } from '@/model/board'
import { isClientSide } from '@/model/people'
import type { MeetingState } from '@/model/state'

export interface Preview {
  readonly now: readonly string[] // ids of items, pages and strokes
  readonly opened: readonly string[] // what opening the sheet would add
}

export interface Curtain {
  readonly sees: readonly Item[]
  readonly could: readonly Item[]
  readonly more: number // pages and strokes that opening the sheet would add
  readonly shut: number
}

export function curtainOf(state: MeetingState, sheet: string, preview: Preview): Curtain {
  const now = new Set(preview.now)
  const could = new Set(preview.opened)
  const regions = phaseOfSheet(state, sheet)?.regions.map((region) => region.id) ?? []
  const items = [...state.items.values()]
    .filter((item) => item.sheet === sheet && !item.removed)
    .sort((a, b) => regions.indexOf(a.region) - regions.indexOf(b.region) || inOrder(a, b))
  const known = items.filter((item) => could.has(item.id)).length
  return {
    sees: items.filter((item) => now.has(item.id)),
    could: items.filter((item) => could.has(item.id) && !now.has(item.id)),
    more: could.size - known,
    shut: items.filter((item) => !now.has(item.id) && !could.has(item.id)).length,
  }
}

/// Nothing would be opened that was not shown in the preview.
export function wasShown(shown: Preview, fresh: Preview): boolean {
  const seen = new Set([...shown.opened, ...shown.now])
  return fresh.opened.every((id) => seen.has(id))
}

/// As the client reads it.
export function clientName(
  named: { name?: Label | undefined; clientName?: Label | undefined } | undefined,
): Label | undefined {
  return named?.clientName?.nl ? named.clientName : named?.name
}

export function regionName(phase: Phase | undefined, region: string): Label | undefined {
  return clientName(phase?.regions.find((each) => each.id === region))
}

/// What the client is called at this table; '' when nobody takes part as such.
export function clientCalled(state: MeetingState): string {
  const side = state.attendees.filter((each) => isClientSide(state, each.participant?.id ?? ''))
  const client = side.find((each) => each.participant?.role === 'client') ?? side[0]
  return client?.participant?.name ?? ''
}

/// A client or support person who came in.
export function clientIsHere(state: MeetingState): boolean {
  return state.attendees.some((each) => each.present && isClientSide(state, each.participant?.id ?? ''))
}

/// The room screens that show this meeting.
export function hasRoomScreen(state: MeetingState): boolean {
  const screens = new Set(state.created?.vocabulary?.roles.filter((role) => role.roomScreen).map((role) => role.id))
  return state.attendees.some(({ participant }) => participant && !participant.ended && screens.has(participant.role))
}
