/// Focus is never lost to the body: when the element that holds it goes, by my act or another's, it moves to a sensible
/// neighbour. And the ways of the keyboard between the areas of the page.

/// Where something stands or stood in a tree.
export interface Spot<N> {
  readonly after: N | null
  readonly before: N | null
  readonly parent: N | null
}

/// The nearest that can hold focus to where something was: what stands behind it, what stands before it, and so on around
/// what held them. `find` gives the focusable in a node, or the node itself; `spotOf` where a node stands, or stood before
/// it went as well.
export function neighbour<N, E>(
  gone: Spot<N>,
  find: (node: N) => E | undefined,
  spotOf: (node: N) => Spot<N>,
): E | undefined {
  for (let node = gone.after; node !== null; node = spotOf(node).after) {
    const found = find(node)
    if (found !== undefined) return found
  }
  for (let node = gone.before; node !== null; node = spotOf(node).before) {
    const found = find(node)
    if (found !== undefined) return found
  }
  return gone.parent === null ? undefined : neighbour(spotOf(gone.parent), find, spotOf)
}

const holdsFocus =
  'button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), ' +
  'summary, [contenteditable="true"], [tabindex]:not([tabindex="-1"])'

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert]') === null
}

/// The first that can hold focus, of the node and what is in it.
export function focusableIn(node: Node): HTMLElement | undefined {
  if (!(node instanceof Element)) return undefined
  if (node instanceof HTMLElement && node.matches(holdsFocus) && isShown(node)) return node
  return [...node.querySelectorAll<HTMLElement>(holdsFocus)].find(isShown)
}

const remembers = 6

/// Watches the page. Answers how to stop.
export function keepFocus(): () => void {
  // Where focus was, the newest last: when a window goes, what it was opened from is the place to come back to.
  let trail: HTMLElement[] = []
  let spots = new WeakMap<Node, Spot<Node>>() // where what is gone was cut out

  function remember(event: FocusEvent): void {
    const { target } = event
    if (!(target instanceof HTMLElement) || target === document.body) return
    trail = [...trail.filter((each) => each !== target), target].slice(-remembers)
  }
  // A press beside everything takes the focus away on purpose; then it is nobody's to bring back.
  function pressed(event: PointerEvent): void {
    if (event.target instanceof Element && focusableAround(event.target) === null) trail = []
  }
  function spotOf(node: Node): Spot<Node> {
    const cut = node.isConnected ? undefined : spots.get(node)
    return cut ?? { after: node.nextSibling, before: node.previousSibling, parent: node.parentNode }
  }
  function find(node: Node): HTMLElement | undefined {
    return node.isConnected ? focusableIn(node) : undefined
  }
  /// It went with the window it was in, or that window closed.
  function inClosedWindow(element: HTMLElement): boolean {
    for (let node: Node | null = element; node !== null; node = spotOf(node).parent) {
      if (node instanceof HTMLDialogElement) return !node.open || !node.isConnected
    }
    return false
  }
  function rescue(): void {
    const { activeElement } = document
    if (trail.length === 0 || (activeElement !== null && activeElement !== document.body)) return
    const newest = trail.at(-1)
    if (newest?.isConnected && focusableIn(newest) === newest) return
    for (const element of trail.toReversed()) {
      if (inClosedWindow(element)) continue
      const still = element.isConnected && focusableIn(element) === element
      const found = still ? element : neighbour(spotOf(element), find, spotOf)
      trail = []
      if (found) found.focus({ preventScroll: true })
      else focusLine()
      return
    }
    trail = []
    focusLine()
  }
  const watcher = new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.removedNodes) {
        spots.set(node, { after: change.nextSibling, before: change.previousSibling, parent: change.target })
      }
    }
    // What replaces it may come in the same turn; a button that was disabled lets go of focus at the next frame.
    requestAnimationFrame(() => requestAnimationFrame(rescue))
  })
  watcher.observe(document.body, {
    childList: true,
    subtree: true,
    attributeFilter: ['disabled', 'hidden', 'inert', 'open'],
  })
  document.addEventListener('focusin', remember)
  document.addEventListener('pointerdown', pressed)
  return () => {
    watcher.disconnect()
    spots = new WeakMap()
    document.removeEventListener('focusin', remember)
    document.removeEventListener('pointerdown', pressed)
  }
}

function focusableAround(element: Element): Element | null {
  return element.closest(`${holdsFocus}, label, [tabindex="-1"], dialog`)
}

/// One writes in it: its keys are its own.
export function isText(target: EventTarget | null): target is HTMLElement {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  const pressed = ['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'color', 'file']
  return target instanceof HTMLInputElement && !pressed.includes(target.type)
}

const lineField = 'textarea, [contenteditable="true"], input[type="text"], input:not([type])'

/// The line's field, where new cards are written.
export function focusLine(): boolean {
  const line = document.querySelector('[data-area="line"]')
  const field = line?.querySelector<HTMLElement>(lineField)
  if (!field || !isShown(field)) return false
  field.focus()
  return true
}

const lastIn = new WeakMap<Element, HTMLElement>()

/// F6: to the next area (`by` 1) or the one before (-1), and there to where one was last, else to a card or the field.
export function walkAreas(by: 1 | -1): void {
  const areas = [...document.querySelectorAll('[data-area]')].filter(
    (area) => !area.parentElement?.closest('[data-area]') && focusableIn(area) !== undefined,
  )
  if (areas.length === 0) return
  const active = document.activeElement
  const now = areas.findIndex((area) => area.contains(active))
  const here = areas[now]
  if (here && active instanceof HTMLElement) lastIn.set(here, active)
  const next = areas[now === -1 ? 0 : (now + by + areas.length) % areas.length]
  if (!next) return
  const last = lastIn.get(next)
  const usual = next.getAttribute('data-area') === 'line' ? lineField : '[data-area="page"] [data-card][tabindex="0"]'
  const own = next.querySelector<HTMLElement>(usual)
  const to = last?.isConnected === true && isShown(last) ? last : (own ?? focusableIn(next))
  to?.focus()
}
