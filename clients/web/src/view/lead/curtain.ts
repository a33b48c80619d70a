/// The curtain (CP-11, CP-12): what of a sheet the client sees, what can be opened to him, what stays shut. Pure. What he
/// would see says the server, as the very board that he gets, so that the preview and what happens are the same thing.
import { equals } from '@bufbuild/protobuf'
import type { PreviewView } from '@/gen/meeting/v1/api_pb'
import { ItemSchema, type Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Label, Phase } from '@/gen/meeting/v1/method_pb'
import { fromCheckpoint } from '@/model/appeared'
import { emptyState, inOrder, phaseOfSheet } from '@/model/board'
import { plainLabel } from '@/model/client_words'
import { isClientSide, theClient } from '@/model/people'
import type { MeetingState } from '@/model/state'

export interface Preview {
  readonly now: readonly string[] // ids of items, pages and strokes
  readonly opened: readonly string[] // what opening the sheet would add
  readonly changed: readonly string[] // items he saw, and which changed while he could not see it
  readonly seen: MeetingState // his board, with what opening the sheet would add
}

export function previewOf({ now, opened, changed, seen }: PreviewView): Preview {
  return { now, opened, changed, seen: seen ? fromCheckpoint(seen) : emptyState() }
}

export interface Curtain {
  readonly sees: readonly Item[]
  readonly could: readonly Item[]
  readonly changed: readonly Item[] // of this sheet; he sees them no more until they are opened again
  readonly more: number // pages and strokes that opening the sheet would add
  readonly shut: number
}

/// His own cards of the sheet, and of the chair's only how many stay shut.
export function curtainOf(state: MeetingState, sheet: string, preview: Preview): Curtain {
  const now = new Set(preview.now)
  const could = new Set(preview.opened)
  const changed = new Set(preview.changed)
  const regions = phaseOfSheet(state, sheet)?.regions.map((region) => region.id) ?? []
  const items = onSheet(state, sheet)
  const his = [...preview.seen.items.values()]
    .filter((item) => item.sheet === sheet && !item.removed)
    .sort((a, b) => regions.indexOf(a.region) - regions.indexOf(b.region) || inOrder(a, b))
  const known = his.filter((item) => could.has(item.id)).length
  return {
    sees: his.filter((item) => now.has(item.id) && !changed.has(item.id)),
    could: his.filter((item) => could.has(item.id) && !now.has(item.id) && !changed.has(item.id)),
    changed: his.filter((item) => changed.has(item.id)),
    more: could.size - known,
    shut: items.filter((item) => !now.has(item.id) && !could.has(item.id) && !changed.has(item.id)).length,
  }
}

function onSheet(state: MeetingState, sheet: string): readonly Item[] {
  return [...state.items.values()].filter((item) => item.sheet === sheet && !item.removed)
}

/// Other sheets with cards that changed since he saw them, and how many.
export function changedElsewhere(state: MeetingState, sheet: string, preview: Preview): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (const id of preview.changed) {
    const on = state.items.get(id)?.sheet ?? ''
    if (on !== '' && on !== sheet) counted.set(on, (counted.get(on) ?? 0) + 1)
  }
  return counted
}

/// Nothing of these would be opened that was not shown in the preview, to the letter. Pages and strokes are known by id.
export function wasShown(shown: Preview, fresh: Preview, these: readonly string[] = fresh.opened): boolean {
  const known = new Set([...shown.opened, ...shown.now, ...shown.changed])
  return these.every((id) => known.has(id) && isSame(shown.seen.items.get(id), fresh.seen.items.get(id)))
}

function isSame(a: Item | undefined, b: Item | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equals(ItemSchema, a, b)
}

/// As the client reads it.
export function regionName(phase: Phase | undefined, region: string): Label | undefined {
  const found = phase?.regions.find((each) => each.id === region)
  return found && plainLabel(found)
}

/// What the client is called at this table; '' when nobody takes part as such.
export function clientCalled(state: MeetingState): string {
  return theClient(state)?.name ?? ''
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
