/// What taking something in brought about: for the session, its editors and the store.
import type { ChangeSet } from '@codemirror/state'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Refusal } from '@/gen/meeting/v1/session_pb'
import type { Outgoing } from './text_replica'
import type { Waiting } from './waiting_line'

export type Answer =
  | { readonly counter: bigint; readonly committed: bigint }
  | {
      readonly counter: bigint
      readonly refused: Refusal
      readonly waiting: Waiting
      /// What a person has of it, where that is not what the operation holds; '': an editor has it still.
      readonly lost: string | undefined
    }

export interface Told {
  readonly answers: Answer[]
  readonly records: Record[] // in order
  readonly texts: { readonly item: string; readonly change: ChangeSet }[] // what happened to texts shown, in order
  readonly left: { readonly item: string; readonly unsent: readonly Outgoing[] }[] // typed on what is out of sight now
  renewed: boolean // a checkpoint replaced what was held
}

export function nothingTold(): Told {
  return { answers: [], records: [], texts: [], left: [], renewed: false }
}
