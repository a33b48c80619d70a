/// The card one writes in is left when the focus goes elsewhere by one's own hand.
import type { Attachment } from 'svelte/attachments'
import type { Deeds } from '../card/deeds.svelte'
import type { MyView } from '../page/my_view.svelte'

export function staysInCard(mine: MyView, deeds: Deeds): Attachment<HTMLElement> {
  return (root) => {
    function left(event: FocusEvent): void {
      const { writing } = mine
      if (!writing || !(event.target instanceof Element)) return
      const card = event.target.closest('[data-card]')
      if (!(card instanceof HTMLElement) || card.dataset['card'] !== writing.item.id) return
      if (event.relatedTarget instanceof Node && card.contains(event.relatedTarget)) return
      // Another window came before this one: I write on when I come back.
      if (!document.hasFocus()) return
      queueMicrotask(() => {
        if (mine.writing === writing && !card.contains(document.activeElement)) deeds.leave(undefined)
      })
    }
    root.addEventListener('focusout', left)
    return () => root.removeEventListener('focusout', left)
  }
}
