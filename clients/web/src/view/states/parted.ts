/// Why the server sent one off, in words: what happened, what is safe, and what one can do.
import type { Label } from '@/gen/meeting/v1/method_pb'
import type { Trouble, Why } from '@/link/close_codes'
import type { Connection } from '@/replica/session'
import { said, words } from '../words/language.svelte'
import { statesWords } from '../words/states'

export interface Parting {
  readonly why: Why | Trouble
  readonly words: Label | undefined
}

/// What the server said when it sent one off; nothing while all is well, or while only the line is gone.
export function partingOf(connection: Connection): Parting | undefined {
  if (connection.state === 'closed') return connection
  if (connection.state !== 'offline' || !connection.trouble) return undefined
  return { why: connection.trouble, words: connection.words }
}

/// `unsaved` things of one's own are not with the server; `keeps`: they stay on this device.
export function partedWords(parting: Parting, unsaved: number, keeps: boolean) {
  const t = words(statesWords)
  const kept = unsaved > 0 ? (keeps ? t.unsaved(unsaved) : t.unsavedLoose(unsaved)) : ''
  const left = unsaved > 0 ? (keeps ? t.unsaved(unsaved) : t.unsavedGone(unsaved)) : '' // the board is not here to copy from
  const what = said(parting.words) || t.otherWhat
  switch (parting.why) {
    case 'link':
      return { title: t.linkGone, what: t.linkGoneWhat, safe: left || t.linkGoneSafe, todo: t.linkGoneDo }
    case 'left':
      return { title: t.left, what: t.leftWhat, safe: left || t.leftSafe, todo: t.leftDo }
    case 'version':
      return { title: t.version, what: t.versionWhat, safe: keeps ? t.versionSafe : t.versionLoose, todo: '' }
    case 'damaged':
      return { title: t.damaged, what: t.damagedWhat, safe: kept || t.damagedSafe, todo: t.damagedDo }
    case 'full':
      return { title: t.full, what: t.fullWhat, safe: kept, todo: t.fullDo }
    case 'room':
      return { title: t.room, what, safe: kept || t.nothingLost, todo: t.damagedDo }
    case 'busy':
      return { title: t.busy, what, safe: kept || t.nothingLost, todo: '' }
    case 'again':
      return { title: t.comesAndGoes, what, safe: kept || t.nothingLost, todo: t.damagedDo }
    case 'other':
      return { title: t.other, what, safe: kept || t.nothingLost, todo: '' }
  }
}
