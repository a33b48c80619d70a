/// Focus is never lost to the body: when the element that holds it goes, by my act or another's, it moves to a sensible
/// neighbour. And the ways of the keyboard between the areas of the page.

/// What is asked of a tree to find a neighbour in it; the document's, or a test's.
export interface TreeNode<N> {
  readonly nextSibling: N | null
  readonly previousSibling: N | null
  readonly parentNode: N | null
}

/// The nearest that can hold focus to where something was: what stands behind it, what stands before it, and so on around
/// what held them. `find` gives the focusable in a node, or the node itself.
export function neighbour<N extends TreeNode<N>, E>(
  gone: { readonly after: N | null; readonly before: N | null; readonly parent: N | null },
  find: (node: N) => E | undefined,
): E | undefined {
  for (let node = gone.after; node !== null; node = node.nextSibling) {
    const found = find(node)
    if (found !== undefined) return found
  }
  for (let node = gone.before; node !== null; node = node.previousSibling) {
    const found = find(node)
    if (found !== undefined) return found
  }
  const { parent } = gone
  if (parent === null) return undefined
  return neighbour({ after: parent.nextSibling, before: parent.previousSibling, parent: parent.parentNode }, find)
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

interface Spot {
  readonly after: Node | null
  readonly before: Node | null
  readonly parent: Node | null
}

/// Watches a part of the page. Answers how to stop.
export function keepFocus(within: HTMLElement): () => void {
  let last: HTMLElement | undefined
  let spot: Spot | undefined // where `last` was cut out of the tree

  function remember(event: FocusEvent): void {
    if (!(event.target instanceof HTMLElement) || event.target === document.body) return
    last = event.target
    spot = undefined
  }
  // A press beside everything takes the focus away on purpose; then it is nobody's to bring back.
  function pressed(event: PointerEvent): void {
    if (event.target instanceof Node && last?.isConnected === true && !last.contains(event.target)) last = undefined
  }
  function rescue(): void {
    if (!last || document.activeElement !== document.body) return
    const gone = !last.isConnected
    if (!gone && focusableIn(last) === last) return
    const from = spot ?? { after: last.nextSibling, before: last.previousSibling, parent: last.parentNode }
    const inside = (node: Node): HTMLElement | undefined => (node.isConnected ? focusableIn(node) : undefined)
    const found = neighbour<Node, HTMLElement>(from, inside) ?? focusableIn(within)
    last = undefined
    found?.focus({ preventScroll: true })
  }
  const watcher = new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.removedNodes) {
        // A node that was only moved is connected again.
        if (!last || last.isConnected || !(node === last || node.contains(last))) continue
        spot = { after: change.nextSibling, before: change.previousSibling, parent: change.target }
      }
    }
    // What replaces it may come in the same turn; a button that was disabled lets go of focus at the next frame.
    requestAnimationFrame(() => requestAnimationFrame(rescue))
  })
  watcher.observe(within, { childList: true, subtree: true, attributeFilter: ['disabled', 'hidden', 'inert'] })
  document.addEventListener('focusin', remember)
  document.addEventListener('pointerdown', pressed)
  return () => {
    watcher.disconnect()
    document.removeEventListener('focusin', remember)
    document.removeEventListener('pointerdown', pressed)
  }
}

/// One writes in it: its keys are its own.
export function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true
  const pressed = ['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'color', 'file']
  return target instanceof HTMLInputElement && !pressed.includes(target.type)
}

/// The line's field, where new cards are written.
export function focusLine(): boolean {
  const line = document.querySelector('[data-area="line"]')
  const field = line?.querySelector<HTMLElement>(
    'textarea, [contenteditable="true"], input[type="text"], input:not([type])',
  )
  if (!field || !isShown(field)) return false
  field.focus()
  return true
}

const lastIn = new WeakMap<Element, HTMLElement>()

/// F6: to the next area (`by` 1) or the one before (-1), and there to where one was last, else to a card.
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
  const card = next.querySelector<HTMLElement>('[data-card][tabindex="0"]')
  const to = last?.isConnected === true && isShown(last) ? last : (card ?? focusableIn(next))
  to?.focus()
}
