/// What the views know of a live meeting. `MeetingSession` (meeting_session.svelte.ts) is one; tests make others.
///
/// Every property is reactive (Svelte runes): a view reads it and is redrawn when it changes. A view keeps no copy of
/// meeting state and changes nothing itself: it asks with `send`, and what it asked for shows at once, predicted.
import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ChangeSet, Text } from '@codemirror/state'
import type { Label } from '@/gen/meeting/v1/method_pb'
import type { Operation, OperationSchema, Participant } from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Presence } from '@/gen/meeting/v1/session_pb'
import type { Trouble, Why } from '@/link/close_codes'
import type { MeetingState } from '@/model/state'

/// As a union, so that no field is half valid.
export type Connection =
  | { readonly state: 'opening' } // nothing came yet: the page says that it is fetching
  | { readonly state: 'live' }
  /// `trouble`: the server is there, and cannot save now; `words` are its own.
  | {
      readonly state: 'offline'
      readonly sinceMs: number
      readonly retryAtMs: number
      readonly trouble?: Trouble
      readonly words?: Label | undefined
    }
  /// For good. What stood on the screen stays, unless the right to it is gone (`link`, `left`): then `state` is empty.
  | { readonly state: 'closed'; readonly why: Why; readonly code: number; readonly words: Label | undefined }

/// The kind of an operation with its fields, as protobuf-es takes it: { case: 'addItem', value: { kind: 'feit', ... } }.
export type Asked = NonNullable<MessageInitShape<typeof OperationSchema>['kind']>

export interface Sent {
  readonly counter: bigint
  readonly thing: string // the id of what it adds (item, comment, link, sheet, stroke); '' when it adds nothing
  readonly done: Promise<Done>
}
export type Done = { readonly ok: true; readonly number: bigint } | { readonly ok: false; readonly refused: NotPlaced }

/// What the server refused, with its words: it lies in "Niet geplaatst" until it is sent again, copied or put away.
export interface NotPlaced {
  readonly key: string
  readonly code: string
  readonly words: Label | undefined
  readonly operation: Operation
  readonly text: string // what a person wrote in it; '' when there is none
}

/// Who is writing or pointing where, as the server tells (best effort). Not in it: those who are not connected.
export interface Seen {
  readonly participant: string
  readonly presence: Presence
  readonly connected: boolean
}

/// The text of one card while an editor is mounted on it. The editor tells `local` of each change by its own hand, and
/// gets the others' through `onRemote`, already moved over what is not yet sent.
export interface TextChannel {
  readonly doc: Text // what the editor starts from: confirmed, in flight and buffer together
  local(change: ChangeSet): void
  onRemote(take: (change: ChangeSet) => void): void
  /// The server's revision and a place of the editor's text moved back to it, for carets in Presence; and forth.
  toServer(place: number): { readonly revision: bigint; readonly place: number }
  fromServer(revision: bigint, place: number): number
  close(): void // unsent changes stay with the session and are sent
}

export interface Session {
  readonly meeting: string
  readonly me: Participant | undefined // undefined until the first Welcome ever
  readonly state: MeetingState // what the screen shows: confirmed with all that waits laid on top
  readonly confirmed: MeetingState
  readonly connection: Connection
  readonly waiting: ReadonlySet<string> // items with something not yet saved: "wacht"
  readonly unsaved: number // operations not yet confirmed
  readonly keeps: boolean // what one types and is not saved yet is kept on this device, and there again after a reload
  readonly notPlaced: readonly NotPlaced[]
  readonly presence: ReadonlyMap<string, Seen> // by participant, without myself
  readonly called: { readonly item: string; readonly by: string; readonly number: bigint } | undefined // CallToItem
  readonly limits: { readonly textUnits: number }
  /// This is a second device of mine, which I did not confirm on the first: what is for me alone is not here.
  readonly unconfirmed: boolean

  now(): number // the server's clock as far as known, ms
  /// `writtenIn`: the blind round it was written in; unless said, that which is open. A splitItem's `at` is a place of the
  /// text as it is shown; its `base` is filled in here. An editText is made on the text as shown, without a base.
  send(asked: Asked, writtenIn?: bigint): Sent
  text(item: string): TextChannel
  /// Tells each record of the log that comes in, once it is applied, so that the page can say what others did. Not what a
  /// checkpoint brought. Answers how to stop.
  onRecord?(take: (record: Record) => void): () => void
  show(presence: MessageInitShape<typeof import('@/gen/meeting/v1/session_pb').PresenceSchema>): void
  again(refused: NotPlaced): void // sends it once more, as a new operation
  putAway(refused: NotPlaced): void
  /// What stands in the line and is not placed yet, as the line wrote it down (view/line/kept_line.ts): kept on this
  /// device with what waits, and there again after a reload. '' when nothing was kept. `of`: another place where one
  /// writes, by a name of its own (view/parts/kept_text.svelte.ts).
  draft(of?: string): Promise<string>
  keepDraft(draft: string, of?: string): void
  /// Ends this session on this device: the store is emptied but for one's own unsent text.
  leave(): Promise<void>
  close(): void // the page goes; what waits stays in the store
}
