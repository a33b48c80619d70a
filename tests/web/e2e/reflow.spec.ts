/// Small and still: a keyboard that takes half the screen, a question on a short one, and no motion for who asks for none. That
/// every screen fits is every_screen.spec.ts.
import { headWords } from '@/view/words/head'
import { joinWords } from '@/view/words/join'
import { leadWords } from '@/view/words/lead'
import { cards } from './harness/at_the_table'
import { enlarged, fixed, resize, sideways, unreachable } from './harness/fits'
import { expect, test } from './harness/meeting'

test('on a screen that a keyboard made short, the line stays in sight while one writes', async ({ meeting }) => {
  const high = { width: 390, height: 844 }
  const karim = await meeting.guest('Karim', 'partner', { browser: { hasTouch: true, viewport: high } })
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  await karim.comesIn()
  await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }, ...cards('feit', ['een', 'twee'], sanne.id)])
  await karim.sees('twee')
  await karim.line.tap()
  await resize(karim.page, { width: 390, height: 320 })
  await expect(karim.line).toBeInViewport({ ratio: 1 })
  for (const text of ['drie', 'vier', 'vijf']) {
    await karim.types(`/feit ${text}`)
    await expect(karim.card(text)).toHaveCount(1)
    await expect(karim.line).toBeInViewport({ ratio: 1 })
  }
  // Who scrolls up to read is not called back by what comes in.
  await karim.page.evaluate(() => scrollTo(0, 0))
  await sanne.says(cards('feit', ['zes', 'zeven'], sanne.id))
  await expect(karim.card('zeven')).toHaveCount(1)
  expect(await karim.page.evaluate(() => scrollY)).toBe(0)
})

test('on a short screen not even a question over the page keeps its place', async ({ meeting }) => {
  const karim = await meeting.guest('Karim', 'partner')
  const { page } = karim
  await page.goto('/')
  // In by his link, without having said where he sits.
  await page.evaluate(
    (secret) => fetch('/api/v1/session', { method: 'POST', body: JSON.stringify({ secret }) }),
    karim.invitation.secret,
  )
  await page.goto(`/m/${meeting.id}`)
  const question = page.getByRole('region', { name: joinWords.nl.where })
  await expect(question).toBeVisible()
  await resize(page, enlarged)
  expect([...(await fixed(page)), ...(await sideways(page)), ...(await unreachable(page))]).toEqual([])
  await question.getByRole('button', { name: joinWords.nl.inRoom }).click()
  await expect(question).toHaveCount(0)
})

test('nothing moves for who asked for less motion', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur', { browser: { reducedMotion: 'reduce' } })
  const { page } = sanne
  const still = async (after: string) => {
    const moving = await page.evaluate(async () => {
      const seen = new Set<string>()
      for (let frame = 0; frame < 15; ++frame) {
        for (const each of document.getAnimations()) {
          const { effect } = each
          const of = effect instanceof KeyframeEffect ? effect.target : null
          if (each.playState === 'running') seen.add(`${of?.tagName}.${of?.getAttribute('class') ?? ''}`)
        }
        await new Promise((drawn) => requestAnimationFrame(drawn))
      }
      return [...seen]
    })
    expect(moving, after).toEqual([])
  }
  await sanne.comesIn()
  await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }])
  await still('a step')
  for (const text of ['een', 'twee', 'drie']) {
    await sanne.types(`/feit ${text}`)
    await still('a card')
  }
  await sanne.card('een').focus()
  await page.keyboard.press('Control+Shift+ArrowDown')
  await still('a move')
  await page.keyboard.press('Enter')
  await still('an open card')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Delete')
  await still('a card away')
  await page.getByRole('button', { name: headWords.nl.view }).click()
  await still('a window')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: leadWords.nl.nextTo('Factoren') }).click()
  await still('the next step')
})
