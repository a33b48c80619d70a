/// What comes in parts: a checkpoint, or what one record made appear. Nothing of it counts before the last part.
import { create } from '@bufbuild/protobuf'
import { CheckpointSchema, type Checkpoint } from '@/gen/meeting/v1/checkpoint_pb'
import { SeenSchema, type Record } from '@/gen/meeting/v1/record_pb'
import type { Part } from '@/gen/meeting/v1/session_pb'

export class Incoming {
  readonly #whole: Checkpoint = create(CheckpointSchema)
  readonly #at = new Map<string, number>() // where an item stands in `items`

  take(part: Part): void {
    const { fragment } = part
    const whole = this.#whole
    if (fragment) {
      if (fragment.number !== 0n) whole.number = fragment.number
      if (fragment.timeMs !== 0n) whole.timeMs = fragment.timeMs
      if (fragment.info) whole.info = fragment.info
      if (fragment.course) whole.course = fragment.course
      whole.attendees.push(...fragment.attendees)
      whole.sheets.push(...fragment.sheets)
      for (const item of fragment.items) this.#at.set(item.id, whole.items.push(item) - 1)
      whole.links.push(...fragment.links)
      whole.strokes.push(...fragment.strokes)
      whole.ballots.push(...fragment.ballots)
    }
    for (const chunk of part.moreText) {
      const item = whole.items[this.#at.get(chunk.item) ?? -1]
      if (item) item.text += chunk.text
    }
  }

  get checkpoint(): Checkpoint {
    return this.#whole
  }
}

/// The record with what it made appear.
export function withAppeared(record: Record, incoming: Incoming): Record {
  return { ...record, seen: { ...(record.seen ?? create(SeenSchema)), appeared: incoming.checkpoint } }
}
