/// The whole meeting by keyboard alone: nothing here touches a pointer, and after each act the focus stands on something.
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { cardWords } from '@/view/words/cards'
import { joinWords } from '@/view/words/join'
import { leadWords } from '@/view/words/lead'
import { meetingWords } from '@/view/words/meeting'
import { planWords } from '@/view/words/plan'
import { startWords } from '@/view/words/start'
import { cards } from './harness/at_the_table'
import { Guest } from './harness/guest'
import { Hands } from './harness/hands'
import { expect, test } from './harness/meeting'

const [c, j, l, m, plan, start] = [
  cardWords.nl,
  joinWords.nl,
  leadWords.nl,
  meetingWords.nl,
  planWords.nl,
  startWords.nl,
]

test('a whole meeting by keyboard alone', async ({ meeting }) => {
  test.slow()
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', { organisation: 'politie', organisationName: 'Politie' })
  const client = await meeting.guest('P.', 'client', { organisation: 'o3' })
  const [chair, partner] = [new Hands(sanne), new Hands(karim)]
  const { page } = sanne
  const card = (text: string) => sanne.card(text)

  await test.step('come in and begin', async () => {
    await chair.comesIn(j.inRoom, j.goIn)
    await partner.comesIn(j.remote, j.goIn)
    await client.opens()
    await chair.does('begin', chair.button(m.begin), () => expect(page.getByText(m.notBegun)).toBeHidden())
  })

  await test.step('F6 walks the areas, Escape leads to the line', async () => {
    await chair.toLine()
    const walked: string[] = []
    for (let pressed = 0; pressed < 4; ++pressed) {
      await chair.press('F6')
      walked.push(await chair.area())
    }
    expect(walked).toEqual(['head', 'page', 'side', 'line'])
    await chair.press('Shift+F6')
    expect(await chair.area()).toBe('side')
    await chair.toLine()
  })

  await test.step('cards by the line, for others too', async () => {
    await chair.goesOnTo('Over wie')
    await chair.goesOnTo('Probleem')
    for (const text of ['Post ligt ongeopend', 'Er is een huurschuld', 'Hij slaapt slecht']) {
      await chair.writes(`/feit ${text}`)
      await expect(card(text)).toBeVisible()
    }
    await chair.writes('@karim /hypothese Hij kan niet lezen')
    await chair.writes('/hypothese Hij durft niet')
    await expect(card('Hij kan niet lezen')).toContainText('Karim')
    await expect(card('Hij durft niet')).toBeVisible()
  })

  await test.step('walk the cards', async () => {
    await chair.toCards()
    await chair.press('Home')
    await expect(card('Post ligt ongeopend')).toBeFocused()
    await chair.press('ArrowDown')
    await expect(card('Er is een huurschuld')).toBeFocused()
    await chair.press('End')
    await expect(card('Hij slaapt slecht')).toBeFocused()
    await chair.press('ArrowUp', 'ArrowUp', 'ArrowRight')
    await expect(card('Hij kan niet lezen')).toBeFocused()
    await chair.press('ArrowLeft')
    await expect(card('Post ligt ongeopend')).toBeFocused()
  })

  await test.step('open, edit and leave a card', async () => {
    await chair.press('Enter')
    await expect(page.locator('.cm-content')).toBeFocused()
    await chair.press('End')
    await chair.type(', al weken')
    await chair.press('Escape')
    await expect(page.locator('.cm-content')).toHaveCount(0)
    await expect(card('Post ligt ongeopend, al weken')).toBeFocused()
    await chair.toLine()
    await chair.toCards()
    await expect(card('Post ligt ongeopend, al weken')).toBeFocused()
  })

  const firstOf = async (region: string) =>
    (await page.getByRole('region', { name: region }).getByRole('article').allTextContents())[0] ?? ''
  await test.step('move a card, and take that back', async () => {
    await chair.press('Control+Shift+ArrowDown')
    await expect.poll(() => firstOf('Wat er gebeurt')).toContain('huurschuld')
    await expect(card('Post ligt ongeopend')).toBeFocused()
    await sanne.agrees()
    await chair.press('Control+z')
    await expect.poll(() => firstOf('Wat er gebeurt')).toContain('Post ligt')
    await chair.standsSomewhere('taking a move back')
    await sanne.agrees()
    await chair.toLine()
    await chair.toCards()
    await chair.press('Home', 'Control+Shift+ArrowRight') // other kinds stand there: it asks
    await expect(chair.window).toBeVisible()
    await chair.does('choosing a kind', chair.window.getByRole('button', { name: 'Mogelijke verklaring' }), () =>
      expect(chair.window).toHaveCount(0),
    )
    await expect.poll(() => page.getByRole('region', { name: /verklaringen/iu }).innerText()).toContain('Post ligt')
    await expect(card('Post ligt ongeopend')).toBeFocused()
  })

  await test.step('the menu of a card: who said it, as what, where it lies, away', async () => {
    const chooses = async (text: string, what: string, choice: RegExp) => {
      await chair.press('Shift+F10')
      const menu = page.getByRole('menu')
      await expect(menu).toBeVisible()
      const item = menu.getByRole('menuitem', { name: what, exact: true })
      for (let down = 0; !(await item.evaluate((one) => one === document.activeElement)); ++down) {
        expect(down, `the arrows do not come to ${what}`).toBeLessThan(20)
        await chair.press('ArrowDown')
      }
      await chair.press('Enter')
      await expect(chair.window).toBeVisible()
      await chair.does(what, chair.window.getByRole('button', { name: choice }).first(), () =>
        expect(chair.window).toHaveCount(0),
      )
      await expect(card(text)).toBeFocused()
    }
    await chooses('Post ligt ongeopend', c.speaker, /Karim/u)
    await expect(card('Post ligt ongeopend')).toContainText('Karim')
    await chooses('Post ligt ongeopend', c.kind, /Interpretatie/u)
    await expect(card('Post ligt ongeopend')).toHaveAccessibleName(/^Interpretatie/u)
    await chooses('Post ligt ongeopend', c.visibility, new RegExp(c.seenBy.professionals, 'u'))
    await expect(card('Post ligt ongeopend')).toContainText(c.seen.professionals)
    await chair.press('Shift+F10')
    await expect(page.getByRole('menu')).toBeVisible()
    await chair.press('End', 'Enter') // take it away
    await expect(card('Post ligt ongeopend')).toHaveCount(0)
    await chair.standsSomewhere('taking a card away')
    await sanne.agrees()
    await chair.press('Control+z')
    await expect(card('Post ligt ongeopend')).toHaveCount(1)
    await chair.standsSomewhere('bringing it back')
  })

  await test.step('vote', async () => {
    await chair.toArea('side')
    await chair.does('asking for a vote', chair.button(l.openVote), () => expect(chair.window).toBeVisible())
    await chair.does('beginning to vote', chair.window.getByRole('button', { name: l.begin }), () =>
      expect(page.getByText(l.voteHow)).toBeVisible(),
    )
    for (const hands of [chair, partner]) {
      await hands.toLine()
      await hands.toCards()
      await hands.press('ArrowRight', 'Home')
      await hands.toCard('Hij kan niet lezen')
      await hands.press('+')
      const mine = hands.guest.card('Hij kan niet lezen')
      await expect(mine.getByLabel(c.myPoints(1))).toBeVisible()
      await expect(mine).toBeFocused()
    }
    await chair.toArea('head')
    await chair.does('closing the vote', chair.button(l.closeVote), () =>
      expect(chair.button(l.closeVoteSure)).toBeVisible(),
    )
    await chair.does('closing it for sure', chair.button(l.closeVoteSure), () =>
      expect(card('Hij kan niet lezen').getByLabel(c.points(2))).toBeVisible(),
    )
  })

  await test.step('raise a hand, give the floor', async () => {
    await partner.toArea('side')
    await partner.does('raising a hand', partner.button(new RegExp(l.raise, 'u')), () =>
      expect(partner.button(new RegExp(l.lower, 'u'))).toBeVisible(),
    )
    await chair.toArea('side')
    await chair.does('giving the floor', chair.button(l.giveTurn('Karim')), () =>
      expect(page.getByText(l.hasTurn('Karim')).first()).toBeVisible(),
    )
    await chair.does('ending the turn', chair.button(l.turnDone), () => expect(chair.button(l.turnDone)).toBeHidden())
  })

  await test.step('next step, and back within ten seconds', async () => {
    await chair.goesOnTo('Factoren')
    await chair.does('taking a step back', chair.button(new RegExp(l.takeBack, 'u')), () =>
      expect(card('Hij durft niet')).toBeVisible(),
    )
    await chair.goesOnTo('Factoren')
  })

  await test.step('a blind round', async () => {
    await chair.toArea('side')
    await chair.does('asking for a round', chair.button(l.openBlind), () => expect(chair.window).toBeVisible())
    await chair.does('beginning it', chair.window.getByRole('button', { name: l.begin }), () =>
      expect(page.getByText(l.writeYours)).toBeVisible(),
    )
    await karim.sees(l.writeYours)
    await partner.writes('/risico Belt niet terug')
    await partner.toArea('head')
    await partner.does('being ready', partner.button(l.iAmReady), () =>
      expect(partner.button(l.notReady)).toBeVisible(),
    )
    await chair.writes('/beschermend Heeft een hond')
    await chair.toArea('head')
    await chair.does('opening all', chair.button(l.reveal), () => expect(chair.button(l.revealSure)).toBeVisible())
    await chair.does('opening all for sure', chair.button(l.revealSure), () =>
      expect(card('Belt niet terug')).toBeVisible(),
    )
  })

  await test.step('the curtain, opened and shut', async () => {
    for (const step of ['Pauze', 'Duwtje']) await chair.goesOnTo(step)
    await chair.toArea('side')
    const curtain = page.getByRole('complementary').getByRole('button', { name: l.curtain })
    await chair.does('the curtain', curtain, () => expect(chair.window).toBeVisible())
    const open = chair.window.getByRole('button', { name: l.showClient('P.') })
    await expect(open).toBeEnabled()
    await chair.does('opening it', open, () => expect(chair.button(l.showSure)).toBeVisible())
    await chair.does('opening it for sure', chair.button(l.showSure), () =>
      expect(chair.button(l.hideClient)).toBeVisible(),
    )
    await chair.does('shutting it', chair.button(l.hideClient), () => expect(open).toBeVisible())
    await chair.leavesWindow()
    await expect(curtain).toBeFocused()
  })

  await test.step('an action with owner and date', async () => {
    for (const step of ['Wenselijk', 'Plan']) await chair.goesOnTo(step)
    await chair.toArea('page')
    const tab = page.getByRole('tab', { name: plan.views.plan, exact: true })
    if ((await tab.getAttribute('aria-selected')) !== 'true') {
      await chair.tabTo(page.getByRole('tab', { selected: true }), 'Shift+Tab')
      for (let pressed = 0; (await tab.getAttribute('aria-selected')) !== 'true' && pressed < 3; ++pressed) {
        await chair.press('ArrowRight')
      }
    }
    await chair.does('an action', chair.button(plan.add.actie), () =>
      expect(page.getByPlaceholder(plan.newText.actie)).toBeFocused(),
    )
    await chair.type('Samen de post openen')
    await chair.press('Enter')
    await expect(card('Samen de post openen')).toBeVisible()
    await chair.press('Escape')
    const fields = page.getByRole('group', { name: plan.fieldsOf('Samen de post openen') })
    const owner = fields.getByRole('combobox').first()
    await chair.tabTo(owner)
    await chair.type('Karim')
    await expect(owner).toHaveValue(karim.id)
    await chair.standsSomewhere('choosing an owner')
    const date = fields.locator('input[type=date]').first()
    await chair.tabTo(date)
    await chair.type('12122027') // alike in every order of day and month
    await expect(date).toHaveValue('2027-12-12')
    await chair.press('Tab')
    await sanne.agrees()
    const { state } = await sanne.api.state(meeting.id)
    const action = state?.items.find((item) => item.text === 'Samen de post openen')
    expect(action?.fields.map((field) => field.values)).toEqual(expect.arrayContaining([[karim.id], ['2027-12-12']]))
  })

  await test.step('a decision, and what one thinks of it', async () => {
    const tab = (name: string) => page.getByRole('tab', { name, exact: true })
    await chair.tabTo(tab(plan.views.plan), 'Shift+Tab')
    await chair.press('ArrowRight')
    await expect(tab(plan.views.decisions)).toBeFocused()
    await chair.does('a new decision', chair.button(plan.newDecision), () =>
      expect(page.getByRole('textbox', { name: plan.what })).toBeFocused(),
    )
    await chair.type('We vragen een regeling aan')
    await chair.press('Tab')
    await chair.type('Er is een maand de tijd')
    await chair.does('deciding', chair.button(plan.decide), () =>
      expect(card('We vragen een regeling aan')).toBeVisible(),
    )
    const stance = (n: 1 | 4) => chair.button(plan.stancePicked(plan.stance[n], 'We vragen een regeling aan'))
    await chair.does('agreeing', stance(1), () => expect(stance(1)).toHaveAttribute('aria-pressed', 'true'))
    await chair.does('disagreeing', stance(4), () =>
      expect(page.getByRole('textbox', { name: plan.whyNot })).toBeFocused(),
    )
    await chair.type('Te vroeg')
    await chair.press('Enter')
    await sanne.sees('Te vroeg')
    await chair.standsSomewhere('keeping a dissent')
  })

  await test.step('the closing, the end, and the minutes settled', async () => {
    await chair.toLine()
    await chair.goesOnTo('Afronding')
    const closing = page.getByRole('tab', { name: plan.views.closing, exact: true })
    await chair.toArea('page')
    await chair.tabTo(page.getByRole('tab', { selected: true }), 'Shift+Tab')
    for (let pressed = 0; (await closing.getAttribute('aria-selected')) !== 'true'; ++pressed) {
      expect(pressed, 'the arrows do not come to the closing').toBeLessThan(4)
      await chair.press('ArrowRight')
    }
    await expect(page.getByRole('heading', { name: plan.closingTitle })).toBeVisible()
    await chair.toArea('side')
    const more = page.getByRole('complementary').locator('summary').filter({ hasText: l.more }).first()
    await chair.does('more', more, () => expect(chair.button(l.endMeeting)).toBeVisible())
    await chair.does('ending', chair.button(l.endMeeting), () => expect(chair.window).toBeVisible())
    await chair.does('ending for sure', chair.button(l.endSure), () => expect(chair.button(m.report)).toBeVisible())
    await chair.does('settling', chair.button(l.settle), () => expect(chair.window).toBeVisible())
    await chair.does('settling for sure', chair.button(l.settleSure), () => sanne.sees(m.settled))
    await partner.standsSomewhere('the end')
  })
  await meeting.agrees()
  await chair.usedNoPointer()
  await partner.usedNoPointer()
})

test('what others do takes the focus from nobody', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', { organisation: 'politie' })
  const hands = new Hands(karim)
  const { page } = karim
  const texts = ['een', 'twee', 'drie', 'vier', 'vijf']
  await sanne.says([
    { case: 'beginMeeting', value: {} },
    { case: 'goToPhase', value: { phase: 'probleem' } },
    ...cards('feit', texts, karim.id),
  ])
  await karim.opens('remote')
  await expect(hands.window).toBeVisible() // he comes late
  await hands.leavesWindow()
  await karim.sees('vijf')
  const ids = new Map((await sanne.api.state(meeting.id)).state?.items.map((item) => [item.text, item.id]))
  const goes = async (text: string) => {
    await sanne.says([{ case: 'remove', value: { thing: ids.get(text) ?? '' } }])
    await expect(karim.card(text)).toHaveCount(0)
    await hands.standsSomewhere(`${text} taken away`)
  }
  const standsOn = async (text: string) => {
    await hands.toLine()
    await hands.toCards()
    await hands.press('Home')
    await hands.toCard(text)
  }
  await standsOn('vijf')
  await goes('vijf')
  await standsOn('vier')
  await hands.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await goes('vier')
  await standsOn('drie')
  await hands.press('Shift+F10', 'ArrowDown', 'Enter')
  await expect(hands.window).toBeVisible()
  await goes('drie')
  await standsOn('twee')
  await sanne.says([{ case: 'moveItem', value: { item: ids.get('twee') ?? '', region: 'probleem', behind: '' } }])
  await hands.standsSomewhere('the card moved')
  await expect(karim.card('twee')).toBeFocused()
  await sanne.says([{ case: 'goToPhase', value: { phase: 'factoren' } }])
  await karim.sees('Risicofactoren')
  await hands.standsSomewhere('the next step')
  await sanne.says([{ case: 'openRound', value: { kind: OpenRound_Kind.BLIND, regions: ['risico'], minutes: 5 } }])
  await hands.toArea('head')
  await hands.tabTo(hands.button(l.iAmReady))
  await sanne.says([{ case: 'closeRound', value: {} }])
  await expect(hands.button(l.iAmReady)).toHaveCount(0)
  await hands.standsSomewhere('the round opened')
  await hands.toLine()
  await sanne.says([{ case: 'endMeeting', value: {} }])
  await expect(karim.line).toHaveCount(0)
  await hands.standsSomewhere('the end')
})

test('a facilitator prepares a meeting by keyboard alone', async ({ administrator, meeting }) => {
  const { secret } = await administrator.namePerson({ name: 'Sanne' })
  const visitor = await meeting.visitor()
  const invitation = await administrator.invite(meeting.id, { name: 'Sanne', role: 'partner', organisation: 'o1' })
  const hands = new Hands(new Guest({ ...visitor, invitation, api: administrator, meeting: meeting.id }))
  const { page } = visitor
  await hands.watched()
  await page.goto(`/j#${secret}`)
  await hands.does('a new case', hands.button(start.newCase), () =>
    expect(page.getByRole('textbox', { name: start.caseLabel })).toBeVisible(),
  )
  await hands.tabTo(page.getByRole('textbox', { name: start.caseLabel }))
  await hands.type('R.')
  await hands.press('Enter')
  await hands.tabTo(page.getByRole('textbox', { name: start.meetingTitle }))
  await hands.type('Eerste overleg')
  await hands.press('Enter')
  await hands.tabTo(page.getByRole('textbox', { name: start.inviteName }))
  await hands.type('Karim')
  await hands.press('Enter')
  await expect(page.getByRole('textbox', { name: start.handLink })).toBeVisible()
  await hands.leavesWindow()
  await hands.usedNoPointer()
})
