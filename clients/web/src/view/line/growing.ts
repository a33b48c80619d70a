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

/// Tells on each change how far the line has to rise while one writes in it. Answers how to stop.
export function aboveKeyboard(line: HTMLElement, tell: (pixels: number) => void): () => void {
  const viewport = window.visualViewport
  if (!viewport) return () => undefined
  let risen = 0
  const measure = () => {
    const foot = line.getBoundingClientRect().bottom + risen
    risen = line.contains(document.activeElement) ? rise(foot, viewport) : 0
    tell(risen)
  }
  // The focus also leaves a line that is just being taken off the page; no state may change in the middle of that.
  const left = () => queueMicrotask(measure)
  viewport.addEventListener('resize', measure)
  viewport.addEventListener('scroll', measure)
  line.addEventListener('focusin', measure)
  line.addEventListener('focusout', left)
  return () => {
    viewport.removeEventListener('resize', measure)
    viewport.removeEventListener('scroll', measure)
    line.removeEventListener('focusin', measure)
    line.removeEventListener('focusout', left)
  }
}
