/// One leaves the card one writes in by going elsewhere with the focus.
import type { Attachment } from 'svelte/attachments'
import type { Deeds } from '../card/deeds.svelte'
import type { MyView } from './my_view.svelte'

export function leavesWriting(deeds: Deeds, mine: MyView): Attachment<HTMLElement> {
  return (root) => {
    const left = (event: FocusEvent): void => {
      const { writing } = mine
      const card = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-card]') : null
      if (!writing || card?.dataset['card'] !== writing.item.id) return
      if (event.relatedTarget instanceof Node && card.contains(event.relatedTarget)) return
      // Another window came before this one: I write on when I come back.
      if (!document.hasFocus()) return
      const from = event.target
      queueMicrotask(() => {
        // A button of the card that went with what it was for: I did not go.
        if (from instanceof Element && !from.isConnected && card.isConnected) return
        if (mine.writing === writing && !card.contains(document.activeElement)) deeds.leave(undefined)
      })
    }
    root.addEventListener('focusout', left)
    return () => root.removeEventListener('focusout', left)
  }
}
