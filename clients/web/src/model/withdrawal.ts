/// Withdrawing an item (PV-05), as those see it who still have it: its sayer and its typist. Of the others it is gone. The
/// same as server/model/withdrawal.cc.
import { create } from '@bufbuild/protobuf'
import { RestedOnSchema, type Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Changing } from './changing'

// What is linked to the item, and what it answers. Of an item that nobody else saw, nothing rests on it.
function restingOn(changing: Changing, { id, coveredBy }: Item): Set<string> {
  const found = new Set<string>()
  if (coveredBy !== 0n) return found
  for (const { from, to, removed } of changing.links.all.values()) {
    if (removed) continue
    if (from === id) found.add(to)
    else if (to === id) found.add(from)
  }
  for (const item of changing.items.all.values()) if (item.answeredBy === id) found.add(item.id)
  return found
}

export function withdraw(changing: Changing, id: string): void {
  const item = changing.items.get(id)
  if (!item) return
  const resting = restingOn(changing, item)
  changing.items.change(id, () => ({ withdrawn: true }))
  for (const other of resting) {
    changing.items.change(other, ({ restedOn }) => ({
      restedOnWithdrawn: true,
      restedOn: [...restedOn, create(RestedOnSchema, { item: id })],
    }))
  }
}

export function bringBack(changing: Changing, id: string): void {
  const round = changing.course.round?.round ?? 0n
  changing.items.change(id, ({ coveredBy }) => ({
    withdrawn: false,
    coveredBy: coveredBy === round ? coveredBy : 0n,
  }))
  for (const { id: other, restedOn } of [...changing.items.all.values()]) {
    const left = restedOn.filter((one) => one.item !== id)
    if (left.length === restedOn.length) continue
    changing.items.change(other, () => ({ restedOn: left, restedOnWithdrawn: left.length > 0 }))
  }
}
