/// The rows of the browser's store, and what is written in them: sealed, but for what the store finds them by (client ids,
/// meetings and things, by names that tell nothing). Rows that an earlier version of the page left open are read as well;
/// none is written.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { DBSchema } from 'idb'
import '@/link/whole_texts'
import { OperationSchema, type Operation } from '@/gen/meeting/v1/operation_pb'
import { RefusalSchema, SubmitSchema } from '@/gen/meeting/v1/session_pb'
import { bytesOf, textOf, type Seal } from './seal'
import type { NotPlaced } from './session'
import type { Outgoing } from './text_replica'

type Bytes = Uint8Array<ArrayBuffer>

export interface ClientRow {
  readonly client: string
  readonly meeting: string
  participant: string
  counter: number
  sealed?: Bytes // the drafts; there in every row that was sealed
  draft?: string // open, of an earlier version
}
export interface OperationRow {
  readonly client: string
  readonly counter: number
  readonly askedMs: number
  readonly sealed?: Bytes
  readonly bytes?: Bytes
}
export interface TextRow {
  readonly client: string
  readonly item: string
  readonly sealed?: Bytes
  readonly unsent?: readonly Outgoing[]
}
export interface RefusedRow {
  readonly client: string
  readonly key: string
  readonly sealed?: Bytes // the refusal
  readonly sealedText?: Bytes
  readonly code?: string
  readonly nl?: string
  readonly en?: string
  readonly text?: string
  readonly bytes?: Bytes
}

export interface Schema extends DBSchema {
  clients: { key: string; value: ClientRow; indexes: { meeting: string } }
  operations: { key: [string, number]; value: OperationRow }
  texts: { key: [string, string]; value: TextRow }
  refused: { key: [string, string]; value: RefusedRow }
}

const placeOf = (store: string, client: string, of: string | number = '') => `${store} ${client} ${of}`

/// Thrown where a row is of a session that is over: nobody reads it any more.
export class SealedForGood extends Error {}

export class KeptRows {
  constructor(readonly seal: Seal) {}

  #opened(place: string, sealed: Uint8Array): Uint8Array {
    const plain = this.seal.open(place, sealed)
    if (!plain) throw new SealedForGood(place)
    return plain
  }

  sealedDraft(client: string, draft: string): Bytes {
    return this.seal.seal(placeOf('clients', client), bytesOf(draft))
  }
  draft({ client, sealed, draft }: ClientRow): string {
    return sealed ? textOf(this.#opened(placeOf('clients', client), sealed)) : (draft ?? '')
  }

  operationRow(client: string, operation: Operation, askedMs: number): OperationRow {
    const counter = Number(operation.id?.counter ?? 0n)
    const bytes = toBinary(OperationSchema, operation)
    return { client, counter, askedMs, sealed: this.seal.seal(placeOf('operations', client, counter), bytes) }
  }
  operation({ client, counter, sealed, bytes }: OperationRow): Operation {
    const plain = sealed ? this.#opened(placeOf('operations', client, counter), sealed) : (bytes ?? new Uint8Array())
    return fromBinary(OperationSchema, plain)
  }

  textRow(client: string, item: string, unsent: readonly Outgoing[]): TextRow {
    const operations = unsent.map(({ base, spans }) =>
      create(OperationSchema, { kind: { case: 'editText', value: { item, base, spans: [...spans] } } }),
    )
    const bytes = toBinary(SubmitSchema, create(SubmitSchema, { operations }))
    return { client, item, sealed: this.seal.seal(placeOf('texts', client, item), bytes) }
  }
  unsent({ client, item, sealed, unsent }: TextRow): readonly Outgoing[] {
    if (!sealed) return unsent ?? []
    const { operations } = fromBinary(SubmitSchema, this.#opened(placeOf('texts', client, item), sealed))
    return operations.flatMap(({ kind }) => {
      if (kind.case !== 'editText') return []
      const { base, spans } = kind.value
      return [{ base, spans: spans.map(({ keep, remove, insert }) => ({ keep, remove, insert })) }]
    })
  }

  refusedRow(client: string, { key, code, words, operation, text }: NotPlaced): RefusedRow {
    const bytes = toBinary(RefusalSchema, create(RefusalSchema, { code, operation, ...(words ? { words } : {}) }))
    const place = placeOf('refused', client, key)
    return {
      client,
      key,
      sealed: this.seal.seal(place, bytes),
      sealedText: this.seal.seal(`${place} text`, bytesOf(text)),
    }
  }
  refused(row: RefusedRow): NotPlaced {
    const { client, key, sealed, sealedText } = row
    const place = placeOf('refused', client, key)
    if (!sealed || !sealedText) return openRefused(row)
    const { code, words, operation } = fromBinary(RefusalSchema, this.#opened(place, sealed))
    const text = textOf(this.#opened(`${place} text`, sealedText))
    return { key, code, words, operation: operation ?? create(OperationSchema), text }
  }
}

function openRefused({ key, code = '', nl = '', en = '', text = '', bytes = new Uint8Array() }: RefusedRow): NotPlaced {
  const words = nl === '' && en === '' ? undefined : create(RefusalSchema, { words: { nl, en } }).words
  return { key, code, words, operation: fromBinary(OperationSchema, bytes), text }
}
