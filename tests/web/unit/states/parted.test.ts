// What is said to whom the server sent off, or who lost the line: true of this browser, too, if it keeps nothing.
import '../speaks_dutch'
import { expect, test } from 'vitest'
import type { Trouble, Why } from '@/link/close_codes'
import type { Connection } from '@/replica/session'
import { partedWords, partingOf } from '@/view/states/parted'
import { clientWords } from '@/view/words/client'
import { headWords } from '@/view/words/head'
import { lineWords } from '@/view/words/line'
import { meetingWords } from '@/view/words/meeting'
import { statesWords } from '@/view/words/states'

const whys: readonly (Why | Trouble)[] = [
  'link',
  'left',
  'version',
  'damaged',
  'full',
  'room',
  'busy',
  'again',
  'other',
]
const device = /op dit apparaat|bewaren het hier|wordt bewaard/u
const said = (why: Why | Trouble, unsaved: number, keeps: boolean): string =>
  Object.values<string>({ ...partedWords({ why, words: undefined }, unsaved, keeps) }).join(' ')

test.each(whys)('to whom it happened (%s) it is said what it is', (why) => {
  const { title } = partedWords({ why, words: undefined }, 0, true)
  expect(title).not.toBe('')
})

test.each(whys)('what is not saved (%s) is said to stay on this device only where it does', (why) => {
  expect(said(why, 2, true)).toMatch(device)
  for (const unsaved of [0, 1, 2]) expect(said(why, unsaved, false)).not.toMatch(device)
})

test('whose words cannot be kept nor read any more hears that they are gone', () => {
  for (const why of ['link', 'left'] as const) expect(said(why, 2, false)).toContain(statesWords.nl.unsavedGone(2))
  expect(said('other', 2, false)).toContain(statesWords.nl.unsavedLoose(2))
})

test('without a line the same holds, in each language', () => {
  for (const language of ['nl', 'en'] as const) {
    const kept = /device|keep it here|is kept|apparaat|bewaren het hier|wordt bewaard/u
    for (const n of [1, 2]) {
      expect(meetingWords[language].offlineKept(n)).toMatch(kept)
      expect(meetingWords[language].offlineLoose(n)).not.toMatch(kept)
    }
    expect(lineWords[language].wentOffline).toMatch(kept)
    expect(lineWords[language].wentOfflineLoose).not.toMatch(kept)
    expect(clientWords[language].offline).toMatch(kept)
    expect(clientWords[language].offlineLoose).not.toMatch(kept)
    const stays = /blijft wel staan|does stay/u
    expect(headWords[language].leaveHint).toMatch(stays)
    expect(headWords[language].leaveHintLoose).not.toMatch(stays)
    expect(statesWords[language].versionSafe).toMatch(kept)
    expect(statesWords[language].versionLoose).not.toMatch(kept)
  }
})

test('a line that is only lost is no parting, one that the server ended with a word is', () => {
  const offline: Connection = { state: 'offline', sinceMs: 1, retryAtMs: 2 }
  expect(partingOf({ state: 'live' })).toBeUndefined()
  expect(partingOf(offline)).toBeUndefined()
  expect(partingOf({ ...offline, trouble: 'busy' })).toMatchObject({ why: 'busy' })
  expect(partingOf({ state: 'closed', why: 'left', code: 4003, words: undefined })).toMatchObject({ why: 'left' })
})
