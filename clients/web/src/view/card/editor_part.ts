/// CodeMirror and what we built on it: a part of its own, larger than all else, that nobody needs before he writes in a card.
let fetched: Promise<typeof import('./card_editor')> | undefined

/// Fetches it once. Asked for as soon as a meeting is shown, so that the first card opens without waiting; a fetch that
/// failed (offline) is tried again at the next one.
export function editorPart(): Promise<typeof import('./card_editor')> {
  fetched ??= import('./card_editor').catch((error: unknown) => {
    fetched = undefined
    throw error
  })
  return fetched
}
