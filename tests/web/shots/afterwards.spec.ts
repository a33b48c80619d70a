/// After the demonstration case: the page that ended, its replay, its report.
import { replayWords } from '@/view/words/replay'
import { reportWords } from '@/view/words/report'
import { meetingWords } from '@/view/words/meeting'
import { picture } from './picture'
import { expect, test } from './table'

const { nl: r } = replayWords
const { nl: t } = reportWords

test('ended, played back and reported', async ({ demo }) => {
  const table = await demo.at('ended')
  const mirjam = await table.sits('Mirjam')
  const { page } = mirjam
  await mirjam.opens()
  await mirjam.sees(meetingWords.nl.endedTidy)
  await picture(page, 'meeting', 'ended')
  await page.goto(`/m/${table.id}/replay`)
  await page
    .getByRole('combobox', { name: r.jumpPhase })
    .selectOption('Pauze: cliënt voorbereiden en laten aanschuiven')
  await page.getByRole('button', { name: r.back, exact: false }).first().click()
  await picture(page, 'replay', 'factors')
  const tracks = page.getByRole('button', { name: r.showTracks })
  if (await tracks.isVisible()) await tracks.click()
  await picture(page, 'replay', 'factors with who spoke when', { whole: true })
  await page.goto(`/m/${table.id}/report`)
  await expect(page.getByRole('button', { name: t.print })).toBeVisible()
  await picture(page, 'report', 'whole', { whole: true })
  await page.getByRole('combobox', { name: t.reader }).selectOption('client')
  await expect(page.getByText(t.clientNote)).toBeVisible()
  await picture(page, 'report', 'for the client, whole', { whole: true })
})

test('the client, when it is over', async ({ demo }) => {
  const table = await demo.at('ended')
  const p = await table.sits('P.')
  await p.opens()
  await expect(p.page.getByRole('heading').first()).toBeVisible()
  await picture(p.page, 'client', 'ended')
  await p.page.goto(`/m/${table.id}/replay`)
  await expect(p.page.getByRole('button', { name: r.play })).toBeVisible()
  await picture(p.page, 'replay', 'client')
})
