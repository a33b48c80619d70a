/// The JSON API as a program speaks it, to lay the table: cases, meetings, invitations, and what the server holds.
import {
  create,
  type DescMessage,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from '@bufbuild/protobuf'
import {
  CaseViewSchema,
  CreateCaseRequestSchema,
  CreateMeetingRequestSchema,
  ImportReportSchema,
  InvitationViewSchema,
  InviteRequestSchema,
  MeetingViewSchema,
  NamePersonRequestSchema,
  PersonViewSchema,
  RecordPageSchema,
  StateViewSchema,
} from '@/gen/meeting/v1/api_pb'

/// How one says who one is: by a secret, or as a browser does, by the cookie that it holds now.
export type Asker = string | (() => Promise<Readonly<Record<string, string>>>)

export class Api {
  readonly #origin: () => string
  readonly #asker: Asker

  constructor(origin: () => string, asker: Asker) {
    this.#origin = origin
    this.#asker = asker
  }

  async ask(method: string, path: string, body?: string): Promise<Response> {
    const answer = await fetch(`${this.#origin()}/api/v1/${path}`, {
      method,
      headers: typeof this.#asker === 'string' ? { authorization: `Bearer ${this.#asker}` } : await this.#asker(),
      ...(body === undefined ? {} : { body }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }

  async #post<Asked extends DescMessage, Got extends DescMessage>(
    path: string,
    asked: Asked,
    values: MessageInitShape<Asked>,
    got: Got,
  ): Promise<MessageShape<Got>> {
    const answer = await this.ask('POST', path, JSON.stringify(toJson(asked, create(asked, values))))
    return fromJson(got, (await answer.json()) as JsonValue)
  }
  async #get<Got extends DescMessage>(path: string, got: Got): Promise<MessageShape<Got>> {
    const answer = await this.ask('GET', path)
    return fromJson(got, (await answer.json()) as JsonValue)
  }

  makeCase(label: string) {
    return this.#post('cases', CreateCaseRequestSchema, { label }, CaseViewSchema)
  }
  makeMeeting(wanted: MessageInitShape<typeof CreateMeetingRequestSchema>) {
    return this.#post('meetings', CreateMeetingRequestSchema, wanted, MeetingViewSchema)
  }
  invite(meeting: string, wanted: MessageInitShape<typeof InviteRequestSchema>) {
    return this.#post(`meetings/${meeting}/invitations`, InviteRequestSchema, wanted, InvitationViewSchema)
  }
  revoke(meeting: string, invitation: string) {
    return this.ask('DELETE', `meetings/${meeting}/invitations/${invitation}`)
  }
  namePerson(wanted: MessageInitShape<typeof NamePersonRequestSchema>) {
    return this.#post('people', NamePersonRequestSchema, wanted, PersonViewSchema)
  }
  /// A case file, a transcript or an export, as a new meeting; `start` in ISO 8601.
  async import(file: string, start: string) {
    const answer = await this.ask('POST', `import?start=${encodeURIComponent(start)}`, file)
    return fromJson(ImportReportSchema, (await answer.json()) as JsonValue)
  }
  state(meeting: string, at?: bigint) {
    return this.#get(`meetings/${meeting}/state${at === undefined ? '' : `?at=${at}`}`, StateViewSchema)
  }
  records(meeting: string, from: bigint) {
    return this.#get(`meetings/${meeting}/records?from=${from}`, RecordPageSchema)
  }
  async export(meeting: string, query: string): Promise<string> {
    return await (await this.ask('GET', `meetings/${meeting}/export?${query}`)).text()
  }
}
