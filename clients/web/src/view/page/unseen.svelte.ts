/// What came into a list while it was out of my sight, until I have seen it. What I place myself is brought into sight;
/// what others place never moves the list.
import { tick } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { newOf } from './at_table'

export class Unseen {
  readonly #unseen = new SvelteSet<string>()
  #known: readonly string[] | undefined // what was there when it was last looked at
  #list: HTMLElement | undefined
  #sight: IntersectionObserver | undefined
  /// The first of them stands above what I see.
  above = $state(false)

  get count(): number {
    return this.#unseen.size
  }

  watch(list: HTMLElement): () => void {
    this.#list = list
    const sight = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        const card = entry.target instanceof HTMLElement ? (entry.target.dataset['card'] ?? '') : ''
        if (entry.isIntersecting) {
          this.#unseen.delete(card)
          sight.unobserve(entry.target)
        } else {
          this.#unseen.add(card)
          this.above = entry.boundingClientRect.bottom <= list.getBoundingClientRect().top
        }
      }
    })
    this.#sight = sight
    return () => sight.disconnect()
  }

  async take(items: readonly Item[], isMyDoing: (item: Item) => boolean): Promise<void> {
    const before = this.#known
    this.#known = items.map((item) => item.id)
    if (!before) return
    const came = newOf(before, this.#known)
    for (const gone of newOf(this.#known, [...this.#unseen])) this.#unseen.delete(gone)
    if (came.size === 0) return
    await tick()
    for (const item of items) {
      const card = came.has(item.id) ? this.#card(item.id) : undefined
      if (card && isMyDoing(item)) card.scrollIntoView({ block: 'nearest' })
      else if (card) this.#sight?.observe(card)
    }
  }

  first(): HTMLElement | undefined {
    for (const id of this.#unseen) {
      const card = this.#card(id)
      if (card) return card
    }
    return undefined
  }

  #card(id: string): HTMLElement | undefined {
    return this.#list?.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"]`) ?? undefined
  }
}
