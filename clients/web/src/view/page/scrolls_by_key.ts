/// A box that scrolls and holds nothing to stand on is a stop for Tab itself, so that the arrows scroll it (WCAG 2.1.1).
import type { Attachment } from 'svelte/attachments'

const standable = 'button, a[href], input, select, textarea, [contenteditable="true"], [tabindex="0"]'

export const scrollsByKey: Attachment<HTMLElement> = (box) => {
  function look(): void {
    // The height is asked only of a box without a card: asking it lays out the page.
    const needs = box.querySelector(standable) === null && box.scrollHeight > box.clientHeight
    if (needs) box.tabIndex = 0
    else if (box !== document.activeElement) box.removeAttribute('tabindex')
  }
  const sizes = new ResizeObserver(look)
  const parts = new MutationObserver(look)
  sizes.observe(box)
  parts.observe(box, { childList: true, subtree: true })
  box.addEventListener('blur', look)
  return () => {
    sizes.disconnect()
    parts.disconnect()
    box.removeEventListener('blur', look)
  }
}
