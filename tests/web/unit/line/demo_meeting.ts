/// The demo case as a meeting one writes in: the method and vocabulary of this tree, the case's people, one page a step.
import { readFileSync } from 'node:fs'
import { create, fromJson, type JsonValue, type MessageInitShape } from '@bufbuild/protobuf'
import { AttendeeSchema, CourseSchema, SheetSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { MethodSchema, VocabularySchema } from '@/gen/meeting/v1/method_pb'
import { CreateMeetingSchema } from '@/gen/meeting/v1/operation_pb'
import { emptyState } from '@/model/board'
import type { MeetingState } from '@/model/state'
import type { Saying } from '@/view/line/choices'

const root = new URL('../../../../', import.meta.url)

function json(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'))
}

export interface Contribution {
  readonly id: string
  readonly by: string
  readonly phase: string
  readonly kind: string
  readonly region: string
  readonly text: string
  readonly visibility: string
  readonly fields: Readonly<Record<string, string>>
}

interface Demo {
  readonly participants: readonly {
    readonly id: string
    readonly displayName: string
    readonly role: string
    readonly organisation: string
  }[]
  readonly organisations: readonly { readonly id: string; readonly name: string }[]
  readonly phases: readonly { readonly id: string }[]
  readonly contributions: readonly Contribution[]
}

export const demo = json('tests/data/demo-case.json') as Demo
const method = fromJson(MethodSchema, json('server/methods/casus_plus.json') as JsonValue)

// The vocabulary lies in several files, each with some of its lists.
const parts = ['kinds', 'roles', 'tags', 'domains', 'plan'].map(
  (name) => json(`server/vocabulary/${name}.json`) as Record<string, JsonValue[]>,
)
const all = (list: string) => parts.flatMap((part) => part[list] ?? [])
const vocabulary = fromJson(VocabularySchema, { kinds: all('kinds'), roles: all('roles'), sets: all('sets') })

/// The meeting's own name of a step of the file.
export function phaseNamed(id: string): string {
  return method.phases[demo.phases.findIndex((phase) => phase.id === id)]?.id ?? ''
}

/// The demo meeting in this step, all people in, p01 in the chair.
export function meetingIn(phase: string, course: MessageInitShape<typeof CourseSchema> = {}): MeetingState {
  const here = method.phases.findIndex((each) => each.id === phase)
  return {
    ...emptyState(),
    created: create(CreateMeetingSchema, { method, vocabulary, caseLabel: 'P.' }),
    attendees: demo.participants.map(({ id, displayName, role, organisation }) =>
      create(AttendeeSchema, {
        present: true,
        participant: {
          id,
          name: displayName,
          role,
          organisation,
          organisationName: demo.organisations.find((each) => each.id === organisation)?.name ?? '',
        },
      }),
    ),
    sheets: method.phases.map((each) => create(SheetSchema, { id: each.id, phase: each.id })),
    course: create(CourseSchema, {
      phase,
      chair: 'p01',
      begun: true,
      visited: method.phases.slice(0, here + 1).map((each) => each.id),
      clientView: here >= 4,
      ...course,
    }),
  }
}

export const inDutch: Saying = {
  say: (label) => label?.nl ?? '',
  level: (id) => ({ deelnemers: 'iedereen', bron_en_regie: 'mijn organisatie en regie', prive: 'alleen ik' })[id] ?? id,
  thisPage: 'Op dit blad',
  elsewhere: 'Kan altijd',
  parked: 'Wordt geparkeerd',
  where: 'Waar',
  whoSees: 'Wie ziet dit',
}
