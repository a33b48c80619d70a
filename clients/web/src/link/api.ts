/// The JSON API under /api/v1, a function for each route of proto/meeting/v1/api.proto. The cookie of the browser's session
/// says who asks; a secret goes in a body, never in an address.
import {
  create,
  fromJson,
  toJson,
  type DescMessage,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf'
import {
  AboutViewSchema,
  AnswerKnockRequestSchema,
  AppointChairRequestSchema,
  CaseListSchema,
  CaseViewSchema,
  CreateCaseRequestSchema,
  CreateMeetingRequestSchema,
  DoorViewSchema,
  EnterRequestSchema,
  InvitationViewSchema,
  InviteRequestSchema,
  KnockListSchema,
  KnockRequestSchema,
  KnockViewSchema,
  LinkViewSchema,
  LookRequestSchema,
  MeetingViewSchema,
  MethodListSchema,
  PairScreenRequestSchema,
  PracticeRequestSchema,
  PreviewViewSchema,
  RecordPageSchema,
  ScreenViewSchema,
  SessionViewSchema,
  StateViewSchema,
} from '@/gen/meeting/v1/api_pb'
import { cleanMessage } from '@/model/clean_message'
import type { TextUse } from '@/model/text_rule'
import { ApiError, asked, of } from './asked'

export { ApiError, closeScreens, leave } from './asked'

type Init<Schema extends DescMessage> = MessageInitShape<Schema>

async function answered<Schema extends DescMessage>(schema: Schema, response: Response): Promise<MessageShape<Schema>> {
  try {
    // A newer server may say more than this page knows.
    return fromJson(schema, (await response.json()) as JsonValue, { ignoreUnknownFields: true })
  } catch {
    // Cut off on the way, or said by something that stands between here and the server.
    throw new ApiError(response.status, 'unreadable', undefined)
  }
}

async function got<Schema extends DescMessage>(schema: Schema, path: string): Promise<MessageShape<Schema>> {
  return answered(schema, await asked('GET', path))
}

async function posted<In extends DescMessage, Out extends DescMessage>(
  path: string,
  request: In,
  init: Init<In>,
  answer: Out,
): Promise<MessageShape<Out>> {
  return answered(answer, await asked('POST', path, bodyOf(request, init)))
}

// Labels, titles, names are one line each; a reason may be more.
function bodyOf<In extends DescMessage>(request: In, init: Init<In>, use: TextUse = 'name'): JsonValue {
  return toJson(request, create(request, cleanMessage(init, use)))
}

// ---- Coming in

export const look = (secret: string) => posted('/session/look', LookRequestSchema, { secret }, LinkViewSchema)
export const enter = (secret: string, replace = false) =>
  posted('/session', EnterRequestSchema, { secret, replace }, SessionViewSchema)
export const session = () => got(SessionViewSchema, '/session')
export const about = () => got(AboutViewSchema, '/about')

// ---- Cases and meetings

export const cases = () => got(CaseListSchema, '/cases')
export const createCase = (init: Init<typeof CreateCaseRequestSchema>) =>
  posted('/cases', CreateCaseRequestSchema, init, CaseViewSchema)
export const methods = () => got(MethodListSchema, '/methods')
export const createMeeting = (init: Init<typeof CreateMeetingRequestSchema>) =>
  posted('/meetings', CreateMeetingRequestSchema, init, MeetingViewSchema)
export const practice = (init: Init<typeof PracticeRequestSchema>) =>
  posted('/practice', PracticeRequestSchema, init, MeetingViewSchema)
export const meeting = (id: string) => got(MeetingViewSchema, of(id))
export const invite = (id: string, init: Init<typeof InviteRequestSchema>) =>
  posted(of(id, '/invitations'), InviteRequestSchema, init, InvitationViewSchema)
export async function revoke(id: string, invitation: string): Promise<void> {
  await asked('DELETE', of(id, `/invitations/${encodeURIComponent(invitation)}`))
}

export async function appointChair(id: string, init: Init<typeof AppointChairRequestSchema>): Promise<void> {
  await asked('POST', of(id, '/chair'), bodyOf(AppointChairRequestSchema, init, 'text'))
}

// ---- The room

export const doorOf = (id: string) => got(DoorViewSchema, of(id, '/door'))
export const openDoor = async (id: string) => answered(DoorViewSchema, await asked('POST', of(id, '/door'), {}))
export async function closeDoor(id: string): Promise<void> {
  await asked('DELETE', of(id, '/door'))
}
export const knock = (init: Init<typeof KnockRequestSchema>) =>
  posted('/knocks', KnockRequestSchema, init, KnockViewSchema)
export const knockState = (id: string) => got(KnockViewSchema, `/knocks/${encodeURIComponent(id)}`)
export const knocks = (id: string) => got(KnockListSchema, of(id, '/knocks'))
export async function answerKnock(id: string, of_: string, init: Init<typeof AnswerKnockRequestSchema>): Promise<void> {
  await asked('POST', of(id, `/knocks/${encodeURIComponent(of_)}`), bodyOf(AnswerKnockRequestSchema, init))
}
export const askScreenCode = async () => answered(ScreenViewSchema, await asked('POST', '/screens', {}))
export const myScreen = () => got(ScreenViewSchema, '/screens/mine')
export async function pairScreen(id: string, code: string): Promise<void> {
  await asked('POST', of(id, '/screens'), bodyOf(PairScreenRequestSchema, { code }))
}

// ---- What a meeting holds

/// Ids of what the client side sees now, and with `sheet` what opening that sheet would add.
export const preview = (id: string, sheet?: string) =>
  got(PreviewViewSchema, of(id, sheet === undefined ? '/preview' : `/preview?sheet=${encodeURIComponent(sheet)}`))
/// The board as one may see it: now, or at a number.
export const state = (id: string, at?: bigint) =>
  got(StateViewSchema, of(id, at === undefined ? '/state' : `/state?at=${at}`))
/// The board as it stood at a moment of the meeting's time.
export const stateAtTime = (id: string, timeMs: number) =>
  got(StateViewSchema, of(id, `/state?time=${encodeURIComponent(new Date(timeMs).toISOString())}`))
export const records = (id: string, from: bigint) => got(RecordPageSchema, of(id, `/records?from=${from}`))
/// A file: Markdown in the language asked, or all one may see as JSON.
export async function exported(id: string, format: 'md' | 'json', language: string): Promise<Blob> {
  return (await asked('GET', of(id, `/export?format=${format}&language=${language}`))).blob()
}
