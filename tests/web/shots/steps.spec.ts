/// The demonstration case step by step: at the page of who leads it, of who sits along, on the wall, and before the client.
import { clientWords } from '@/view/words/client'
import { headWords } from '@/view/words/head'
import { pageWords } from '@/view/words/page'
import { picture } from './picture'
import { expect, steps, test } from './table'

for (const [n, step] of steps.entries()) {
  test(`the step ${step}`, async ({ demo }) => {
    const table = await demo.at(step)
    const mirjam = await table.sits('Mirjam')
    await mirjam.comesIn()
    await mirjam.says([{ case: 'extendPhase', value: { seconds: 300, reason: 'Dit gesprek is nog niet af' } }])
    await expect(mirjam.page.getByRole('button', { name: headWords.nl.view })).toBeVisible()
    await picture(mirjam.page, `step ${n} ${step}`, 'chair')
    const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
    await table.hangs(wall, mirjam)
    await picture(wall.page, `step ${n} ${step}`, 'wall')
    if (steps.indexOf(step) < steps.indexOf('duwtje')) return
    const p = await table.sits('P.')
    await p.opens()
    await expect(p.page.getByRole('textbox', { name: clientWords.nl.ownWords })).toBeVisible()
    await picture(p.page, `step ${n} ${step}`, 'client')
  })
}

test('the factors, shorter and as a list', async ({ demo }) => {
  const table = await demo.at('factoren')
  const joost = await table.sits('Joost')
  await joost.comesIn('remote')
  await expect(joost.page.getByRole('dialog').filter({ visible: true })).toHaveCount(1)
  await picture(joost.page, 'factors', 'catching up')
  await joost.page.keyboard.press('Escape')
  await expect(joost.page.getByRole('dialog').filter({ visible: true })).toHaveCount(0)
  await picture(joost.page, 'factors', 'partner far away')
  for (const density of ['compact', 'line'] as const) {
    const shorter = joost.page.getByRole('radio', { name: pageWords.nl.densities[density] })
    await shorter.check({ force: true })
    await picture(joost.page, 'factors', density)
  }
})
