/// A text cut at the carets of those who write in it, for a card on which no editor stands. Pure.
import type { Seen } from '@/replica/session'

export interface Piece {
  readonly text: string
  readonly caret: string // the participant whose caret stands behind it; '' for the last piece
}

/// Only carets on the text's own revision stand where they mean to; of others only the name is shown.
export function pieces(text: string, revision: bigint, writers: readonly Seen[]): readonly Piece[] {
  const carets = writers
    .filter(({ presence }) => presence.revision === revision && presence.head <= text.length)
    .map(({ participant, presence }) => ({ participant, at: presence.head }))
    .sort((a, b) => a.at - b.at)
  let from = 0
  const cut = carets.map(({ participant, at }) => {
    const piece = { text: text.slice(from, at), caret: participant }
    from = at
    return piece
  })
  return [...cut, { text: text.slice(from), caret: '' }]
}
