/// On a wall nobody scrolls: letters grow smaller until what they say fits, down to a size that is read from the table.
import type { Attachment } from 'svelte/attachments'

const sizes = [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5]

/// Of an element whose height is given from outside and whose insides are in em. `shown` reads what changes inside.
export function shrinks(shown: () => unknown): Attachment<HTMLElement> {
  return (element) => {
    shown()
    const fits = () => element.scrollHeight <= element.clientHeight
    const fit = () => {
      for (const size of sizes) {
        element.style.fontSize = `${size}em`
        if (fits()) return
      }
    }
    const watch = new ResizeObserver(fit) // tells of the size at the beginning too
    watch.observe(element)
    return () => watch.disconnect()
  }
}
