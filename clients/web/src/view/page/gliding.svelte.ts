/// A card that moved glides to its new place, so that the eye follows it. Only the cards that moved are measured.
import { untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'
import { prefersReducedMotion } from 'svelte/motion'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'

const glideMs = 180
const atOnceMax = 12 // more than these at once is no gliding but a new page

function movedSince(before: ReadonlyMap<string, Item>, now: ReadonlyMap<string, Item>): readonly string[] {
  const moved: string[] = []
  for (const [id, item] of now) {
    const was = before.get(id)
    if (!was || was === item) continue
    const same = was.region === item.region && was.sheet === item.sheet && was.orderKey === item.orderKey
    if (!same || (was.parked === undefined) !== (item.parked === undefined)) moved.push(id)
  }
  return moved
}

function find(root: HTMLElement, id: string): HTMLElement | null {
  return root.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`)
}

export function glides(items: () => ReadonlyMap<string, Item>): Attachment<HTMLElement> {
  return (root) => {
    let before: ReadonlyMap<string, Item> = untrack(items)
    let from: readonly { readonly id: string; readonly was: DOMRect }[] = []
    // Before the page is drawn anew: where they are. After it: from there to where they came.
    $effect.pre(() => {
      const now = items()
      const moved = prefersReducedMotion.current ? [] : movedSince(before, now)
      before = now
      from =
        moved.length > atOnceMax
          ? []
          : moved.flatMap((id) => {
              const card = find(root, id)
              return card ? [{ id, was: card.getBoundingClientRect() }] : []
            })
    })
    $effect(() => {
      items()
      for (const { id, was } of from) {
        const card = find(root, id)
        if (!card || card.classList.contains('writing')) continue
        const is = card.getBoundingClientRect()
        const [x, y] = [was.left - is.left, was.top - is.top]
        if (x === 0 && y === 0) continue
        card.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: 'none' }], {
          duration: glideMs,
          easing: 'ease-out',
        })
      }
      from = []
    })
  }
}
