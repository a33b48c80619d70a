/// Deeds on a card that can be taken back, and its words: stacks, taking away, parking, writing in it while others act on
/// it, and all of it with a finger. As cards.spec.ts: by hand, seen on the other pages and with the server.
import type { Locator } from '@playwright/test'
import { cardWords } from '@/view/words/cards'
import { catchingUpWords } from '@/view/words/catching_up'
import { headWords } from '@/view/words/head'
import { pageWords } from '@/view/words/page'
import { cards } from './harness/at_the_table'
import { CardHands, seated } from './harness/card_hands'
import { expect, test } from './harness/meeting'

const [t, p] = [cardWords.nl, pageWords.nl]

test('laid on another, taken away, parked; and back', async ({ meeting }) => {
  const { sanne, karim, noor, all } = await seated(meeting, 'probleem', ({ karim: his, noor: hers }) => [
    ...cards('feit', ['Er is huurschuld', 'De post ligt er'], his.id),
    ...cards('feit', ['De bank belt'], hers.id),
  ])
  await noor.guest.types('/feit Schulden dus')
  await sanne.guest.sees('Schulden dus')
  const base = 'Er is huurschuld'

  await test.step('leg bij: every speaker shown, and off again', async () => {
    await noor.chooses('Schulden dus', t.stackOn)
    await noor.window.getByRole('searchbox', { name: t.findCard }).fill('huur')
    await noor.presses(new RegExp(base, 'u'))
    for (const hands of [sanne, karim, noor]) {
      await expect(hands.card(base)).toContainText(t.stack(1))
      await expect(hands.card(base)).toContainText('Karim')
      await expect(hands.card(base)).toContainText('Noor')
      await expect(hands.guest.card('Schulden dus')).toHaveCount(0)
    }
    await expect(noor.card(base)).toBeFocused()
    await sanne
      .card(base)
      .getByRole('button', { name: t.stack(1) })
      .click()
    await expect(sanne.card(base).getByRole('listitem')).toContainText('Schulden dus')
    await sanne.card(base).getByRole('button', { name: t.onTable }).click()
    for (const hands of [sanne, karim, noor]) {
      await expect(hands.card('Schulden dus')).toHaveCount(1)
      await expect(hands.card(base)).not.toContainText(t.stack(1))
    }
    await expect(sanne.card('Schulden dus')).toBeFocused()
    await sanne.holds('Schulden dus', { stackedOn: '' })
  })

  await test.step('by mouse, held still over the other; who may not see it counts it not', async () => {
    await noor.picks('Schulden dus', t.visibility, t.seenBy.prive)
    await expect(karim.card('Schulden dus')).toHaveCount(0)
    await noor.carries('Schulden dus', await noor.middle(noor.card(base)), p.dropOn)
    await expect(noor.card(base)).toContainText(t.stack(1))
    await karim.carries('De post ligt er', await karim.middle(karim.card(base)), p.dropOn)
    await expect(noor.card(base)).toContainText(t.stack(2))
    for (const hands of [sanne, karim]) {
      await expect(hands.card(base)).toContainText(t.stack(1))
      expect((await hands.page.content()).includes('Schulden dus')).toBe(false)
    }
    await karim.takesBack()
    await expect(sanne.card(base)).not.toContainText(t.stack(1))
    await expect(karim.card('De post ligt er')).toHaveCount(1)
    await all()
  })

  await test.step('taken away by the menu and by Delete, and recovered', async () => {
    await karim.chooses('De bank belt', t.remove)
    for (const hands of [sanne, karim, noor]) await expect(hands.card('De bank belt')).toHaveCount(0)
    await noor.page.getByRole('button', { name: p.bin(1) }).click()
    await noor.window
      .getByRole('listitem')
      .filter({ hasText: 'De bank belt' })
      .getByRole('button', { name: t.restore })
      .click()
    for (const hands of [sanne, karim, noor]) await expect(hands.card('De bank belt')).toHaveCount(1)
    await expect(noor.window).toHaveCount(0)
    await sanne.card('De bank belt').focus()
    await sanne.page.keyboard.press('Delete')
    for (const hands of [sanne, karim, noor]) await expect(hands.card('De bank belt')).toHaveCount(0)
    await sanne.takesBack()
    for (const hands of [sanne, karim, noor]) await expect(hands.card('De bank belt')).toHaveCount(1)
    await sanne.holds('De bank belt', { removed: false })
  })

  await test.step('on a free page too; and a weight', async () => {
    await sanne.guest.says([
      { case: 'addPage', value: { title: 'Schets' } },
      { case: 'addItem', value: { sheet: '@1', kind: 'criterium', text: 'Past het', place: { x: 300, y: 300 } } },
    ])
    const pages = (hands: CardHands) => hands.page.getByRole('navigation', { name: headWords.nl.pages })
    await pages(sanne).getByRole('button', { name: 'Schets' }).click()
    await sanne.chooses('Past het', t.tags)
    await sanne.window.getByRole('textbox', { name: 'Gewicht' }).fill('1,5')
    await sanne.leavesWindow()
    await expect.poll(async () => (await karim.held('Past het'))?.fields[0]?.values).toEqual(['1.5'])
    await sanne.chooses('Past het', t.remove)
    await karim.holds('Past het', { removed: true })
    await sanne.page.getByRole('button', { name: p.bin(1) }).click()
    await sanne.window.getByRole('button', { name: t.restore }).click()
    await expect(sanne.window).toHaveCount(0)
    await expect(sanne.card('Past het')).toBeVisible()
    await sanne.page.getByRole('button', { name: headWords.nl.backToMeeting }).click()
    await karim.holds('Past het', { removed: false })
  })

  await test.step('parked and taken back: who and when only when it is opened', async () => {
    await karim.chooses('De post ligt er', t.park)
    const parked = (hands: CardHands) => hands.page.locator('[data-region="~parking"]').getByRole('article')
    for (const hands of [sanne, karim]) {
      await expect(parked(hands)).toContainText('De post ligt er')
      await expect(parked(hands)).not.toContainText('Karim')
    }
    await sanne.holds('De post ligt er', { region: 'probleem' })
    await sanne.card('De post ligt er').getByRole('button', { name: t.unfold }).click()
    await expect(parked(sanne)).toContainText('Karim')
    await expect(parked(sanne)).toContainText(/\d{1,2}[.:]\d\d/u)
    await sanne.chooses('De post ligt er', t.takeBack)
    for (const hands of [sanne, karim]) {
      await expect(parked(hands)).toHaveCount(0)
      await expect(
        hands.region('Wat er gebeurt').getByRole('article').filter({ hasText: 'De post ligt er' }),
      ).toBeVisible()
    }
    await expect(sanne.card('De post ligt er')).toBeFocused()
    const place = await karim.middle(karim.page.locator('[data-region="~parking"]'))
    await karim.carries('De post ligt er', place, p.dropPark)
    await expect(parked(sanne)).toContainText('De post ligt er')
    await karim.takesBack()
    await expect(parked(sanne)).toHaveCount(0)
    await karim.guest.types('/idee Samen de post openen')
    await expect(parked(sanne)).toContainText('Samen de post openen')
    const later = (await sanne.opensMenu('Samen de post openen')).getByRole('menuitem', { name: t.takeBackLater })
    await expect(later).toBeDisabled()
    await sanne.page.keyboard.press('Escape')
    await sanne.guest.says([{ case: 'goToPhase', value: { phase: 'plan' } }])
    await sanne.guest.sees('Korte termijn')
    await sanne.chooses('Samen de post openen', t.takeBack)
    await expect(parked(karim)).toHaveCount(0)
    await sanne.holds('Samen de post openen', { sheet: 'plan' })
  })
  await all()
})

test('written in: opened and left, cut in two, while others move it, take it away or hide it', async ({ meeting }) => {
  const { sanne, karim, noor, all } = await seated(meeting, 'probleem', ({ karim: his, noor: hers }) => [
    {
      case: 'addItem',
      value: {
        kind: 'feit',
        text: 'Hij drinkt en hij slaapt niet',
        saidBy: his.id,
        source: 'professional',
        persons: ['P.'],
        visibility: { level: 'professionals' },
      },
    },
    ...cards('feit', ['Er is schuld', 'De buren klagen', 'De hond blaft'], hers.id),
  ])
  const caretAt = (hands: CardHands) =>
    hands.page.evaluate(() => {
      const selection = getSelection()
      return selection?.focusNode?.textContent?.slice(0, selection.focusOffset) ?? ''
    })
  const copied = (words: Locator) =>
    words.evaluate((element) => {
      getSelection()?.selectAllChildren(element)
      const text = String(getSelection())
      getSelection()?.removeAllRanges()
      return text
    })
  const begins = async (hands: CardHands, text: string) => {
    await hands.card(text).focus()
    await hands.page.keyboard.press('Enter')
    await expect(hands.editor).toBeFocused()
    await hands.editor.evaluate((element) => element.setAttribute('data-same', 'yes'))
  }
  const stillWrites = async (hands: CardHands) => {
    await expect(hands.page.locator('[data-same=yes]')).toBeFocused()
  }

  await test.step('Enter opens it, Escape leaves to the card and then to the line', async () => {
    await begins(noor, 'Er is schuld')
    await noor.page.keyboard.type(', al jaren')
    await karim.guest.sees('Er is schuld, al jaren')
    await expect(karim.card('Er is schuld')).toContainText(t.writes('Noor'))
    await noor.page.keyboard.press('Escape')
    await expect(noor.card('Er is schuld, al jaren')).toBeFocused()
    await noor.page.keyboard.press('Escape')
    await expect(noor.guest.line).toBeFocused()
    await expect(karim.card('Er is schuld')).not.toContainText(t.writes('Noor'))
  })

  await test.step('cut at the caret', async () => {
    await begins(sanne, 'Hij drinkt en hij slaapt niet')
    await sanne.page.keyboard.press('Home')
    for (let step = 0; step < 'Hij drinkt '.length; ++step) await sanne.page.keyboard.press('ArrowRight')
    await sanne.page.keyboard.press('Control+Enter')
    await expect(sanne.editor).toBeFocused()
    await sanne.page.keyboard.type('ja ')
    await sanne.page.keyboard.press('Escape')
    for (const hands of [karim, noor]) {
      await hands.guest.sees('ja en hij slaapt niet')
      await expect(hands.card('ja en hij slaapt niet')).toContainText('Karim')
      await expect(hands.card('ja en hij slaapt niet')).toContainText(t.seen.professionals)
    }
    const { state } = await karim.guest.api.state(meeting.id)
    const [first, second] = ['Hij drinkt ', 'ja en hij slaapt niet'].map((text) =>
      state?.items.find((item) => item.text === text),
    )
    expect(first?.text).toBe('Hij drinkt ')
    const same = ['saidBy', 'source', 'persons', 'visibility', 'sheet', 'region', 'kind'] as const
    for (const part of same) expect(second?.[part], part).toEqual(first?.[part])
    await begins(karim, 'ja en hij slaapt niet')
    await karim.page.keyboard.press('Home')
    await karim.page.getByRole('button', { name: t.splitHere }).click()
    await expect(karim.page.getByText(t.splitNowhere)).toBeVisible()
    for (let step = 0; step < 3; ++step) await karim.page.keyboard.press('ArrowRight')
    await karim.page.getByRole('button', { name: t.splitHere }).click()
    await noor.guest.sees(/^en hij slaapt niet$/u)
    await karim.page.keyboard.press('Escape')
    await all()
  })

  await test.step('while another moves it: it stays where I write, and goes there when I leave', async () => {
    await begins(karim, 'De buren klagen')
    for (let step = 0; step < 'klagen'.length; ++step) await karim.page.keyboard.press('ArrowLeft')
    await karim.page.keyboard.type('ons ')
    await sanne.chooses('De buren', t.move)
    await sanne.window.getByRole('button', { name: `Mogelijke verklaringen, ${t.last}` }).click()
    await sanne.presses('Interpretatie')
    await karim.guest.sees(t.movedWhileWriting('Mogelijke verklaringen'))
    await stillWrites(karim)
    expect(await caretAt(karim)).toBe('De buren ons ')
    await karim.page.keyboard.type('vertellen, ')
    await stillWrites(karim)
    // His caret stands in the midst of her copy, with his name at it: it is no part of the words.
    const words = noor.card('De buren ons').locator('.words')
    await expect(words.locator('.caret')).toHaveAttribute('data-name', 'Karim')
    await expect(words).toHaveText('De buren ons vertellen, klagen')
    expect(await copied(words)).toBe('De buren ons vertellen, klagen')
    await karim.page.keyboard.press('Escape')
    const there = karim.region('Mogelijke verklaringen').getByRole('article').filter({ hasText: 'De buren ons' })
    await expect(there).toBeFocused()
    await all()
  })

  await test.step('while another takes it away: back by “terugzetten”, with what I wrote since', async () => {
    await begins(karim, 'De hond blaft')
    await karim.page.keyboard.type(' hard')
    await noor.guest.sees('De hond blaft hard')
    await noor.chooses('De hond blaft hard', t.remove)
    await karim.guest.sees(t.removedWhileWriting(''))
    await stillWrites(karim)
    await karim.page.keyboard.type(', elke nacht')
    await stillWrites(karim)
    await karim.page.getByRole('button', { name: t.restore }).click()
    await noor.guest.sees('De hond blaft hard, elke nacht')
    await expect(karim.page.getByText(t.removedWhileWriting(''))).toHaveCount(0)
    await expect(karim.editor).toBeVisible()
    await karim.editor.focus()
    await karim.page.keyboard.type('!')
    await karim.page.keyboard.press('Escape')
    await noor.holds('De hond blaft hard, elke nacht!', { removed: false })
    await all()
  })

  await test.step('or to the line', async () => {
    await begins(karim, 'De hond blaft hard')
    await sanne.chooses('De hond blaft hard', t.remove)
    await karim.guest.sees(t.removedWhileWriting(''))
    await karim.page.keyboard.type(' En luid.')
    await karim.page.getByRole('button', { name: t.toLine }).click()
    await expect(karim.guest.line).toBeFocused()
    await expect(karim.guest.line).toHaveValue('De hond blaft hard, elke nacht! En luid.')
    await karim.guest.line.press('Enter')
    await noor.guest.sees('De hond blaft hard, elke nacht! En luid.')
    await all()
  })

  await test.step('or when it is no longer mine to see', async () => {
    await begins(karim, 'Er is schuld, al jaren')
    await karim.page.keyboard.type(' dus')
    await noor.guest.sees('al jaren dus')
    await noor.picks('Er is schuld', t.visibility, t.seenBy.prive)
    await karim.guest.sees(t.goneWhileWriting)
    await expect(karim.page.locator('.kept')).toHaveText('Er is schuld, al jaren dus')
    expect(await karim.page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
    await karim.page.getByRole('button', { name: t.toLine }).click()
    await expect(karim.guest.line).toHaveValue('Er is schuld, al jaren dus')
    await expect(karim.page.locator('.kept')).toHaveCount(0)
    await all()
  })
})

test('with a finger, at 390 pixels', async ({ meeting }) => {
  const { sanne, all } = await seated(meeting, 'probleem', ({ noor: hers }) => [
    ...cards('feit', ['Er is schuld', 'De bank belt'], hers.id),
  ])
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
  const guest = await meeting.guest('Wouter', 'notulist', { browser: phone })
  await guest.comesIn()
  const wouter = new CardHands(guest)
  const { page } = guest
  const late = page.getByRole('dialog', { name: catchingUpWords.nl.title })
  await expect(late).toBeVisible()
  await late.getByRole('button', { name: catchingUpWords.nl.goOn }).tap()
  const more = (text: string) => wouter.card(text).getByRole('button', { name: /^Meer met/u })
  const chooses = async (text: string, what: string) => {
    await wouter.card(text).locator('.words').first().tap()
    await expect(more(text)).toHaveCSS('opacity', '1')
    const box = await more(text).boundingBox()
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), 'as large as a finger').toBeGreaterThanOrEqual(44)
    await more(text).tap()
    const item = wouter.menu.getByRole('menuitem', { name: what })
    expect((await item.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await item.tap()
  }
  const taps = async (choice: string | RegExp) => {
    await wouter.window.getByRole('button', { name: choice }).first().tap()
    await expect(wouter.window).toHaveCount(0)
  }
  await page.getByRole('tab', { name: /Wat er gebeurt/u }).tap()
  await chooses('De bank belt', t.speaker)
  await taps(/Karim/u)
  await expect(sanne.card('De bank belt')).toContainText('Karim')
  await chooses('De bank belt', t.kind)
  await taps('Zorg')
  await sanne.holds('De bank belt', { kind: 'zorg' })
  await chooses('De bank belt', t.stackOn)
  await taps(/Er is schuld/u)
  await expect(sanne.card('Er is schuld')).toContainText(t.stack(1))
  await wouter
    .card('Er is schuld')
    .getByRole('button', { name: t.stack(1) })
    .tap()
  await wouter.card('Er is schuld').getByRole('button', { name: t.onTable }).tap()
  await expect(sanne.card('De bank belt')).toHaveCount(1)
  await chooses('De bank belt', t.move)
  await wouter.window.getByRole('button', { name: `Weten we niet, ${t.last}` }).tap()
  await taps('Vraag')
  await sanne.holds('De bank belt', { kind: 'vraag', region: 'onbekend' })
  await page.getByRole('tab', { name: /Weten we niet/u }).tap()
  await chooses('De bank belt', t.resolve)
  await expect(sanne.card('De bank belt')).toContainText(t.resolved)
  await chooses('De bank belt', t.edit)
  await expect(wouter.card('De bank belt').locator('textarea, .cm-content')).toBeFocused()
  await page.keyboard.type(' terug')
  await page.getByRole('button', { name: t.done, exact: true }).tap()
  await expect(sanne.card('De bank belt terug')).toBeVisible()
  await chooses('De bank belt terug', t.remove)
  await expect(sanne.card('De bank belt terug')).toHaveCount(0)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await all()
})
