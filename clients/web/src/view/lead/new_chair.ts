/// Who leads from this record on, and why: taken over, or appointed. A chair who hands over in the room says it himself.
import type { Record as Logged } from '@/gen/meeting/v1/record_pb'

export interface NewChair {
  readonly who: string
  readonly reason: string
}

export function newChairOf({ by, operation }: Logged): NewChair | undefined {
  const kind = operation?.kind
  if (kind?.case === 'takeOverChair') return { who: by, reason: kind.value.reason }
  if (kind?.case === 'handOverChair' && kind.value.reason !== '')
    return { who: kind.value.to, reason: kind.value.reason }
  return undefined
}
