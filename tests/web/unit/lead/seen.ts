/// Who the server says is writing or connected, for tests.
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { PresenceSchema } from '@/gen/meeting/v1/session_pb'
import type { Seen } from '@/replica/session'

export function presence(
  ...all: readonly (readonly [string, MessageInitShape<typeof PresenceSchema>, boolean?])[]
): ReadonlyMap<string, Seen> {
  return new Map(
    all.map(([participant, init, connected = true]) => [
      participant,
      { participant, presence: create(PresenceSchema, init), connected },
    ]),
  )
}
