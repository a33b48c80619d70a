/// Small and still: every screen at 320 px and at 400 %, targets for a finger, and no motion for who asks for none.
import type { Page } from '@playwright/test'
import { headWords } from '@/view/words/head'
import { joinWords } from '@/view/words/join'
import { leadWords } from '@/view/words/lead'
import { atTheTable, cards } from './harness/at_the_table'
import { afterwards, arriving } from './harness/every_screen'
import { expect, test } from './harness/meeting'
import { withTheClient } from './harness/with_the_client'

const phone = { width: 320, height: 640 }
/// A screen of 1280 by 1024 at 400 %, in CSS pixels.
const enlarged = { width: 320, height: 256 }
const touch = { width: 390, height: 844 }
const target = 44 // px, both ways

// Two frames: one in which the page finds its new size, one in which it is drawn.
async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size)
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/// What stands wider than the screen, when the page scrolls sideways.
async function sideways(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return []
    const wide = [...document.body.querySelectorAll('*')].filter((one) => {
      if (!one.checkVisibility()) return false
      for (let at: Element | null = one.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== 'visible') return false
      }
      return one.getBoundingClientRect().right > innerWidth + 1
    })
    const told = wide.map((one) => `${one.tagName}.${one.getAttribute('class') ?? ''} ${one.textContent.slice(0, 30)}`)
    return [`${document.documentElement.scrollWidth} px wide: ${told.slice(0, 4).join(' | ')}`]
  })
}

/// What keeps its place while the page scrolls, and so takes room that there is not. A window over the page is no such thing.
async function fixed(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.body.querySelectorAll('*')]
      .filter((one) => {
        const { position, bottom, top } = getComputedStyle(one)
        const keeps = position === 'fixed' || (position === 'sticky' && (bottom !== 'auto' || top !== 'auto'))
        return keeps && one.checkVisibility() && one.closest('dialog, [popover]') === null
      })
      .map((one) => `${one.tagName}.${one.getAttribute('class') ?? ''} keeps its place`),
  )
}

/// What one can press but cannot bring into sight, or what lies under something else when it is. A list that is open lies
/// over what is behind it until one chose.
async function unreachable(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const open = [...document.querySelectorAll('dialog[open]:modal, [popover]:popover-open')].at(-1) ?? document.body
    const found: string[] = []
    for (const one of open.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary')) {
      const shown = one.checkVisibility({ visibilityProperty: true }) && one.closest('[inert], .heard, .skip') === null
      if (!shown || one.matches('.heard')) continue
      one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
      const { left, top, width, height } = one.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      const there = document.elementFromPoint(x, y)
      const inSight = x >= 0 && x < innerWidth && y >= 0 && y < innerHeight
      const free =
        there !== null && (one.contains(there) || there.contains(one) || there.closest('label')?.contains(one))
      const said = `${one.tagName}.${one.getAttribute('class') ?? ''} ${(one.getAttribute('aria-label') ?? one.textContent).slice(0, 30)}`
      if (!inSight) found.push(`${said} cannot be brought into sight (${Math.round(x)}, ${Math.round(y)})`)
      else if (!free && !there?.closest('[role=listbox]'))
        found.push(`${said} lies under ${there?.tagName}.${there?.getAttribute('class') ?? ''}`)
    }
    scrollTo(0, 0)
    return found
  })
}

/// What a finger presses and is too small for it; a link in a sentence may be as high as its sentence.
async function tooSmall(page: Page, least: number): Promise<string[]> {
  return await page.evaluate((least) => {
    if (!matchMedia('(pointer: coarse)').matches) return ['this is no touch screen']
    const open = [...document.querySelectorAll('dialog[open]:modal, [popover]:popover-open')].at(-1) ?? document.body
    const found = new Set<string>()
    const pressed = 'button, a[href], input, select, textarea, summary, [role=tab], [role=option]'
    for (const one of open.querySelectorAll<HTMLElement>(pressed)) {
      if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('[inert]')) continue
      // The bands of the replay are as wide as the steps took long; the list beside them leads to the same.
      if (one.matches('.band')) continue
      if (one.matches('a') && getComputedStyle(one).display === 'inline') continue
      const label = one.matches('input[type=radio], input[type=checkbox]') ? one.closest('label') : null
      const { width, height } = (label ?? one).getBoundingClientRect()
      if (width === 0 || (width > least - 0.6 && height > least - 0.6)) continue
      const around = one.closest('[class*=svelte-]:not(button, input, select, a)')?.getAttribute('class') ?? ''
      const words = (one.getAttribute('aria-label') ?? (label ?? one).textContent).trim().slice(0, 25)
      found.add(
        `${one.tagName}.${one.getAttribute('class') ?? ''} “${words}” in ${around}: ${Math.round(width)} x ${Math.round(height)}`,
      )
    }
    return [...found]
  }, least)
}

for (const [part, walk] of [
  ['before the meeting', arriving],
  ['at the table', atTheTable],
  ['with the client, and at the end', withTheClient],
  ['after the meeting', afterwards],
] as const) {
  test(`every screen fits ${part}: at 320 px, at 400 %, and under a finger`, async ({ meeting, administrator }) => {
    test.slow()
    const look = async (page: Page, screen: string) => {
      const before = page.viewportSize()
      const find = (size: string, what: readonly string[]) => {
        expect.soft(what, `${screen}, ${size}`).toEqual([])
      }
      await resize(page, phone)
      find('320 px', await sideways(page))
      await resize(page, enlarged)
      find('400 %', [...(await sideways(page)), ...(await fixed(page)), ...(await unreachable(page))])
      if (!screen.startsWith('room screen')) {
        await resize(page, touch)
        find('finger', await tooSmall(page, target))
      }
      if (before) await resize(page, before)
    }
    await walk({ meeting, administrator, language: 'nl', browser: { hasTouch: true }, look })
  })
}

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
