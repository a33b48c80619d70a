/// The field grows with its text, and the line rises above the virtual keyboard.

export function grow(field: HTMLTextAreaElement): void {
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}

/// How far a line whose foot lies at `foot` has to rise to stand above what covers the page, in CSS pixels.
export function rise(foot: number, viewport: Pick<VisualViewport, 'height' | 'offsetTop' | 'scale'>): number {
  if (viewport.scale > 1.01) return 0 // one looks closely: what is seen is a part of the page for another reason
  return Math.max(0, Math.round(foot - viewport.height - viewport.offsetTop))
}

// On a screen this short nothing keeps its place over the page (MeetingShell), and so the line does not rise over it
// either: where it lies it is scrolled into sight, and stays there while one writes and the page above it grows.
const short = '(max-height: 500px)'

/// Tells on each change how far the line has to rise while one writes in it. Answers how to stop.
export function aboveKeyboard(line: HTMLElement, tell: (pixels: number) => void): () => void {
  const viewport = window.visualViewport
  if (!viewport) return () => undefined
  let risen = 0
  let inSight = false // on a short screen, when last looked
  const writes = () => line.contains(document.activeElement)
  const measure = () => {
    const foot = line.getBoundingClientRect().bottom + risen
    risen = writes() && !matchMedia(short).matches ? rise(foot, viewport) : 0
    tell(risen)
  }
  // The keyboard came, the telephone was turned.
  const resized = () => {
    measure()
    if (writes() && matchMedia(short).matches) line.scrollIntoView({ block: 'nearest' })
  }
  const scrolled = () => {
    const { top, bottom } = line.getBoundingClientRect()
    inSight = top < viewport.offsetTop + viewport.height && bottom > viewport.offsetTop
  }
  // Who scrolled away to read keeps what he reads.
  const grew = () => {
    if (inSight && writes() && matchMedia(short).matches) line.scrollIntoView({ block: 'nearest' })
    scrolled()
  }
  // The focus also leaves a line that is just being taken off the page; no state may change in the middle of that.
  const left = () => queueMicrotask(measure)
  const listening = new AbortController()
  const { signal } = listening
  viewport.addEventListener('resize', resized, { signal })
  viewport.addEventListener('scroll', measure, { signal })
  window.addEventListener('scroll', scrolled, { signal, passive: true })
  line.addEventListener('focusin', measure, { signal })
  line.addEventListener('focusout', left, { signal })
  const growth = new ResizeObserver(grew)
  growth.observe(document.body)
  return () => {
    growth.disconnect()
    listening.abort()
  }
}
