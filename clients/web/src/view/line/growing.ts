/// The field grows with its text.
export function grow(field: HTMLTextAreaElement): void {
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}

/// How much of the page the virtual keyboard covers, in CSS pixels: what stands at the bottom goes up by so much.
export function covered(page: number, viewport: VisualViewport | null): number {
  if (!viewport || viewport.scale > 1.01) return 0 // zoomed in, the viewport is a part of the page for another reason
  return Math.max(0, Math.round(page - viewport.height - viewport.offsetTop))
}

/// Tells, now and on each change, how much the virtual keyboard covers. Answers how to stop.
export function aboveKeyboard(tell: (pixels: number) => void): () => void {
  const viewport = window.visualViewport
  const measure = () => {
    tell(covered(window.innerHeight, viewport))
  }
  measure()
  viewport?.addEventListener('resize', measure)
  viewport?.addEventListener('scroll', measure)
  return () => {
    viewport?.removeEventListener('resize', measure)
    viewport?.removeEventListener('scroll', measure)
  }
}
