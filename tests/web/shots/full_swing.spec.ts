/// The factors with five at it at once: who leads enters what Wouter says, Dilara writes in a card, Joost far away asks for a turn.
import { headWords } from '@/view/words/head'
import { picture } from './picture'
import { expect, test } from './table'

test('the factors in full swing', async ({ demo }) => {
  const table = await demo.at('factoren')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  await mirjam.says([{ case: 'extendPhase', value: { seconds: 600, reason: 'Dit gesprek is nog niet af' } }])
  const dilara = await table.comesBack('Dilara')
  const joost = await table.comesBack('Joost', 'remote')
  await table.comesBack('Sanne')
  await table.comesBack('Ruud')
  await joost.says([{ case: 'raiseHand', value: { raised: true } }])
  const writes = dilara.card('Komt ’s ochtends vroeg')
  await writes.focus()
  await dilara.page.keyboard.press('Enter')
  await expect(dilara.page.locator('.cm-content')).toBeFocused()
  await dilara.page.keyboard.press('End')
  await dilara.page.keyboard.type(' Ook na een slechte nacht')
  await mirjam.sees('Ook na een slechte nacht')
  for (const choice of ['@Wou', '/Risico']) {
    await mirjam.line.pressSequentially(choice)
    await mirjam.page.keyboard.press('Enter')
  }
  await mirjam.line.pressSequentially('De buren klagen over lawaai in de nacht')
  await expect(mirjam.page.getByText(headWords.nl.writes('Dilara')).first()).toBeAttached()
  await picture(mirjam.page, 'meeting', 'in full swing')
  const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
  await table.hangs(wall, mirjam)
  await picture(wall.page, 'wall', 'in full swing')
})
