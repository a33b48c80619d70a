/// A part of a screen that nobody needs before the board is readable: windows, menus, what only some steps have. It is
/// fetched when it is first shown, or soon after the page stands (`fetchSoon`); from then on it is there at once, so that
/// opening it draws it in the same moment and focus goes as it would have gone.
export class Later<Shown> {
  readonly #import: () => Promise<{ readonly default: Shown }>
  #here = $state.raw<Shown>()
  #coming: Promise<void> | undefined

  constructor(from: () => Promise<{ readonly default: Shown }>) {
    this.#import = from
  }

  /// The part; undefined while it is on its way. Asking for it fetches it.
  get here(): Shown | undefined {
    if (!this.#here) void this.fetch()
    return this.#here
  }

  /// The part when it is wanted now, or here already: for a window that stays in the page, open or shut.
  when(wanted: boolean): Shown | undefined {
    return wanted ? this.here : this.#here
  }

  /// Fetches it once. A fetch that failed (offline) is tried again at the next asking.
  fetch(): Promise<void> {
    this.#coming ??= this.#import().then(
      (part) => {
        this.#here = part.default
      },
      () => {
        this.#coming = undefined
      },
    )
    return this.#coming
  }
}

/// Fetches the parts one after another, while nothing else is asked of the page. What it answers stops it.
export function fetchSoon(parts: readonly { fetch(): Promise<unknown> }[]): () => void {
  let stopped = false
  async function fetchAll(): Promise<void> {
    for (const part of parts) {
      await idle()
      if (stopped) return
      await part.fetch().catch(() => undefined)
    }
  }
  void fetchAll()
  return () => {
    stopped = true
  }
}

// Safari does not know requestIdleCallback.
const idle = (): Promise<void> =>
  new Promise((then) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => then(), { timeout: 2000 })
    else setTimeout(then, 200)
  })
