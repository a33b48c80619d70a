/// A meeting to speak about in tests: the product's own Casus Plus and vocabulary, people at the table, and what they
/// do, taken in as the server would log it.
import { readFileSync } from 'node:fs'
import { create, fromJson, mergeFromJson, type JsonValue } from '@bufbuild/protobuf'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { MethodSchema, VocabularySchema } from '@/gen/meeting/v1/method_pb'
import { Arrive_Location, type Operation } from '@/gen/meeting/v1/operation_pb'
import { RecordSchema, type Record as LogRecord } from '@/gen/meeting/v1/record_pb'
import { applyAll } from '@/model/apply'
import { emptyState } from '@/model/board'
import { predict, type AskedKind } from '@/model/predict'
import type { MeetingState } from '@/model/state'

function serverFile(path: string): JsonValue {
  return JSON.parse(readFileSync(new URL(`../../../../server/${path}`, import.meta.url), 'utf8')) as JsonValue
}

const method = fromJson(MethodSchema, serverFile('methods/casus_plus.json'))
const vocabulary = create(VocabularySchema)
for (const file of ['kinds', 'roles', 'tags', 'plan', 'domains']) {
  mergeFromJson(VocabularySchema, vocabulary, serverFile(`vocabulary/${file}.json`))
}

/// What may be left out of an item: the kind and its words are enough.
export type Offered = Omit<Extract<AskedKind, { case: 'addItem' }>['value'], '$typeName'>

export class Table {
  state: MeetingState = emptyState()
  readonly records: LogRecord[] = []
  #counter = 0n

  constructor(seats: Readonly<Record<string, string>>) {
    const created = { meeting: 'm1', title: 'Overleg P.', caseLabel: 'P.', method, vocabulary, language: 'nl' }
    this.logged('', { case: 'createMeeting', value: created })
    for (const [id, role] of Object.entries(seats)) {
      const participant = { id, name: id, role, organisation: `huis-${id}`, organisationName: `Huis van ${id}` }
      this.logged('', { case: 'addParticipant', value: { participant } })
      this.logged(id, { case: 'arrive', value: { participant: id, location: Arrive_Location.ROOM } })
    }
  }

  /// Something as the log holds it, whoever may ask for it.
  logged(by: string, kind: AskedKind): void {
    this.#log(create(RecordSchema, { by, operation: { kind } }))
  }
  // A second after the one before.
  #log(record: LogRecord): void {
    const number = this.state.number + 1n
    this.records.push({ ...record, number, timeMs: number * 1000n })
    this.state = applyAll(this.state, this.records.slice(-1))
  }

  /// What one asks for and the server takes; gives back the operation as logged.
  asks(by: string, asked: AskedKind): Operation['kind'] {
    const record = this.predicted(by, asked)
    if (!record) throw new Error(`${by} may not ${asked.case ?? 'do nothing'}`)
    this.#log(record)
    return record.operation?.kind ?? { case: undefined }
  }
  predicted(by: string, asked: AskedKind) {
    this.#counter += 1n
    return predict(this.state, asked, { me: by, client: `client-of-${by}-00000000`, counter: this.#counter, nowMs: 0 })
  }
  refuses(by: string, asked: AskedKind): boolean {
    return this.predicted(by, asked) === undefined
  }

  /// A new item; gives back its id.
  adds(by: string, offered: Offered): string {
    const op = this.asks(by, { case: 'addItem', value: offered })
    return op.case === 'addItem' ? op.value.item : ''
  }
  goesTo(phase: string): void {
    this.logged('mirjam', { case: 'goToPhase', value: { phase } })
  }
  links(by: string, from: string, to: string, relation: string): void {
    this.asks(by, { case: 'linkItems', value: { from, to, relation } })
  }
  sets(by: string, item: string, field: string, value: string): void {
    this.asks(by, { case: 'setField', value: { item, value: { field, values: [value] } } })
  }
  item(id: string): Item {
    const item = this.state.items.get(id)
    if (!item) throw new Error(`no item ${id}`)
    return item
  }
}

/// The usual people: a chair, a minute taker, a case director, a partner, the client.
export function table(): Table {
  return new Table({
    mirjam: 'procesregisseur',
    noor: 'notulist',
    karim: 'casusregisseur',
    wouter: 'partner',
    kevin: 'client',
  })
}

export function texts(items: readonly Item[]): string[] {
  return items.map((item) => item.text)
}
