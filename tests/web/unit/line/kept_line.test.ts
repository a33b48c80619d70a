/// The line as it is kept on the device, and what was typed before that could be read.
import { expect, test } from 'vitest'
import { choicesFor } from '@/view/line/choices'
import { keptLine, lineFrom, remembered } from '@/view/line/kept_line'
import { emptyLine, type Line } from '@/view/line/line_state'
import { inDutch, meetingIn } from './demo_meeting'

const choices = choicesFor(meetingIn('factoren'), 'p01', 'factoren', inDutch)
const kept: Line = {
  ...emptyLine,
  text: 'stond er nog',
  speaker: 'p09',
  begun: { sheet: 'factoren', round: undefined },
  reason: 'om iets',
}

test('the line comes back as it was, with the reason that was begun', () => {
  expect(lineFrom(keptLine(kept))).toEqual(kept)
  const asking: Line = { ...kept, asking: { what: 'reason', reason: 'daarom' } }
  expect(lineFrom(keptLine(asking))).toEqual(asking)
})

test('what was typed before the store had answered stands behind what was kept', () => {
  expect(remembered(kept, emptyLine, choices)).toEqual(kept)
  const typed: Line = { ...emptyLine, text: '@karim zei', speaker: 'p02' }
  expect(remembered(kept, typed, choices)).toMatchObject({
    text: 'stond er nog\n@karim zei',
    speaker: 'p02',
    open: undefined,
    reason: 'om iets',
  })
  expect(remembered(emptyLine, typed, choices)).toEqual(typed)
})
