/// A whole Casus Plus meeting through the interface, from the links to the report: the chair, a partner in the room, one
/// far away, one with a phone, the client, and the screen on the wall, in one meeting. What nobody may see yet is looked
/// for in the page itself, not only on it. At several moments every page holds what the server holds for it.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { cardWords } from '@/view/words/cards'
import { clientWords } from '@/view/words/client'
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import { lineWords } from '@/view/words/line'
import { meetingWords } from '@/view/words/meeting'
import { pageWords } from '@/view/words/page'
import { planWords } from '@/view/words/plan'
import { replayWords } from '@/view/words/replay'
import { reportWords } from '@/view/words/report'
import { roomWords } from '@/view/words/room'
import { Chair } from './harness/chairing'
import type { Guest } from './harness/guest'
import { expect, test } from './harness/meeting'

interface Demo {
  readonly participants: readonly {
    readonly id: string
    readonly displayName: string
    readonly role: string
    readonly organisation: string
  }[]
  readonly phases: readonly { readonly id: string }[]
  readonly contributions: readonly {
    readonly by: string
    readonly phase: string
    readonly kind: string
    readonly text: string
  }[]
}
const top = resolve(import.meta.dirname, '../../..')
const demo = JSON.parse(readFileSync(join(top, 'tests/data/demo-case.json'), 'utf8')) as Demo
const forOthers = 30

const { nl: card } = cardWords
const { nl: client } = clientWords
const { nl: lead } = leadWords
const { nl: plan } = planWords
const { nl: room } = roomWords

const early = 'Kunnen we hem niet gewoon opnemen voor een detox?'
const secrets = {
  ruud: 'Hij belt mij als het misgaat, ook midden in de nacht.',
  joost: 'Zonder slaap valt elk plan binnen een week om.',
  phone: 'De huur van mei is nog niet betaald.',
}
const wish = 'Gewoon in mijn huis blijven.'
const decision = 'De ontruiming wordt drie maanden opgeschort.'
const reason = 'Zonder woning vallen behandeling en omgang met L. weg.'
const dissent = 'Ik teken hier niet voor: “drie maanden” is te lang — en dat heb ik <gezegd>.'

async function inPage(page: Page): Promise<string> {
  return await page.content()
}
async function holdsNothingOf(texts: readonly string[], ...pages: readonly Page[]): Promise<void> {
  for (const page of pages) {
    const held = await inPage(page)
    for (const text of texts) expect(held.includes(text), `${page.url()} holds “${text}”`).toBe(false)
  }
}

/// The screen has the live view alone: what it holds is what the server sends a screen that comes anew.
async function screenAgrees(screen: Page): Promise<void> {
  const anew = await screen.context().newPage()
  await anew.goto(screen.url())
  const hashOn = (page: Page) => page.evaluate(() => window.flipover?.().hash)
  await expect(async () => {
    const held = await hashOn(screen)
    expect(held).toBeTruthy()
    expect(held).toBe(await hashOn(anew))
  }).toPass({ timeout: 15_000 })
  await anew.close()
}
/// Behind the curtain nothing tells the client that the meeting went on: his page holds the same, at a number of before.
async function clientAgrees(guest: Guest): Promise<void> {
  await expect(async () => {
    const { unsaved, hash } = await guest.witness()
    expect([unsaved, hash]).toEqual([0, (await guest.api.state(guest.meeting)).hash])
  }).toPass({ timeout: 15_000 })
}
async function codeOn(screen: Page): Promise<string> {
  const spelled = screen.getByText(/^De code is /u)
  await expect(spelled).toBeAttached()
  return ((await spelled.textContent()) ?? '').replace(/^De code is /u, '').replaceAll(' ', '')
}

test.use({ title: 'Casus P., bijeenkomst 1' })

test('a whole meeting, from the links to the report', async ({ administrator, meeting }) => {
  test.setTimeout(420_000)

  // ---- Who comes
  const seats = new Map<string, Guest['invitation']>()
  for (const { id, displayName: name, role, organisation } of demo.participants) {
    seats.set(id, await administrator.invite(meeting.id, { name, role, organisation }))
  }
  const seat = async (id: string, browser = {}) => {
    const invitation = seats.get(id)
    if (!invitation) throw new Error(`nobody is called ${id}`)
    return await meeting.seat(invitation, { browser })
  }
  const mirjam = await seat('p01')
  const ruud = await seat('p03')
  const joost = await seat('p05')
  const dilara = await seat('p04', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const p = await seat('p11')
  const chair = new Chair(mirjam)
  const partners = [ruud, joost, dilara]
  const { page: screen } = await meeting.visitor({ viewport: { width: 1920, height: 1080 } })

  const allAgree = async () => {
    for (const guest of [mirjam, ...partners]) await guest.agrees()
    await clientAgrees(p)
    await screenAgrees(screen)
  }

  await test.step('people come in by their links; the chair lets the screen in and begins', async () => {
    await mirjam.comesIn()
    await ruud.comesIn()
    await joost.comesIn('remote')
    await dilara.comesIn()
    await p.opens()
    await p.sees(client.inside)
    await screen.goto('/r')
    await chair.pairs(await codeOn(screen))
    // While he is here the wall has his eyes (CP-11); he waits outside until the break.
    await expect(screen.getByRole('heading', { name: room.welcome('P.') })).toBeVisible()
    await mirjam.says([{ case: 'depart', value: { participant: p.id } }])
    await expect(screen.getByRole('heading', { name: room.before, exact: true })).toBeVisible()
    await ruud.sees(meetingWords.nl.notBegunGuest)
    await chair.begins()
    await expect(screen.getByRole('heading', { name: 'Waarvoor zitten we hier?' })).toBeVisible()
    await expect(ruud.page.getByText(meetingWords.nl.notBegunGuest)).toHaveCount(0)
  })

  // ---- Thirty cards for others, by the line
  const vocabulary = (await mirjam.api.state(meeting.id)).state?.info?.created?.vocabulary
  const kindName = (id: string) => vocabulary?.kinds.find((kind) => kind.id === id)?.name?.nl ?? id
  const nameOf = (id: string) => demo.participants.find((one) => one.id === id)?.displayName ?? ''
  // The idea that comes too early its speaker types himself, below.
  const cards = demo.contributions.filter(({ text }) => text !== early).slice(0, forOthers)
  const entersAllOf = async (phase: string) => {
    await mirjam.line.focus()
    for (const one of cards.filter((each) => each.phase === phase)) {
      await chair.enters(nameOf(one.by), kindName(one.kind), one.text)
    }
  }
  const ofPhase = (phase: string) => cards.filter((one) => one.phase === phase).map((one) => one.text)

  await test.step('opening: cards for others, and the guard before the next step', async () => {
    await entersAllOf('ph0')
    for (const guest of partners) await guest.sees(ofPhase('ph0').at(-1) ?? '')
    await expect(screen.getByText(ofPhase('ph0')[0] ?? '').first()).toBeVisible()
    await ruud.line.pressSequentially('/toez')
    await ruud.page.keyboard.press('Enter')
    await ruud.line.pressSequentially('Politie: ik kom volgende')
    await mirjam.sees(headWords.nl.writes('Ruud'))
    await chair.wantsNext('Over wie')
    await chair.window(lead.stillWriting(1)).getByRole('button', { name: lead.wait }).click()
    await ruud.line.pressSequentially(' keer ook')
    await mirjam.sees(headWords.nl.writes('Ruud'))
    await chair.wantsNext('Over wie')
    await chair.window(lead.stillWriting(1)).getByRole('button', { name: lead.goNow }).click()
    await chair.isAt('Over wie')
    // What he is writing stays bound to the page he began it on; and ten seconds long the step can be taken back.
    await expect(ruud.page.getByRole('combobox', { name: /komt op: Opening/u })).toBeVisible()
    await chair.button(lead.takeBack).click()
    await chair.isAt('Opening')
    await ruud.line.pressSequentially(', ')
    await mirjam.sees(headWords.nl.writes('Ruud'))
    await chair.wantsNext('Over wie')
    await chair.window(lead.stillWriting(1)).getByRole('button', { name: lead.goNow }).click()
    await chair.isAt('Over wie')
    await expect(ruud.page.getByRole('combobox', { name: /komt op: Opening/u })).toBeVisible()
    await ruud.types('zeker')
    const sheetOf = async (text: string) =>
      (await mirjam.api.state(meeting.id)).state?.items.find((item) => item.text === text)?.sheet
    await expect.poll(() => sheetOf('Politie: ik kom volgende keer ook, zeker')).toBe('opening')
    await allAgree()
  })

  await test.step('about whom: an idea that comes too early is parked with a friendly word', async () => {
    await entersAllOf('ph1')
    await joost.line.pressSequentially('/idee')
    await joost.page.keyboard.press('Enter')
    await joost.line.pressSequentially(early)
    await joost.line.press('Enter')
    await joost.sees(lineWords.nl.parkedIdea(lineWords.nl.stepOf('Plan'), 1))
    await expect(mirjam.page.getByRole('heading', { name: `${pageWords.nl.parking} 1` })).toBeVisible()
    await expect(screen.getByText(room.parked(1))).toBeVisible()
    await holdsNothingOf([early], screen)
  })

  await test.step('the problem: cards, and a vote with a budget', async () => {
    await chair.goesOnTo('Probleem')
    await entersAllOf('ph2')
    const explanations = cards.filter((one) => one.kind === 'hypothese').map((one) => one.text)
    const [favourite = '', other = ''] = explanations
    const give = (guest: Guest, text: string) => guest.card(text).getByRole('button', { name: card.votePlus })
    await chair.opensRound('vote')
    for (const guest of partners) await guest.sees(lead.pointsLeft(2, 2))
    await expect(screen.getByText(room.voteHow(2))).toBeVisible()
    // On a phone one region is in sight at a time.
    await dilara.page.getByRole('tab', { name: /verklaringen/iu }).tap()
    await give(dilara, favourite).tap()
    await give(dilara, favourite).tap()
    await give(ruud, favourite).click()
    await give(ruud, other).click()
    await give(joost, favourite).click()
    for (const guest of [ruud, dilara]) {
      await guest.sees(lead.pointsLeft(0, 2))
      await expect(give(guest, favourite)).toBeDisabled()
    }
    await joost.sees(lead.pointsLeft(1, 2))
    await expect(mirjam.card(favourite).getByRole('img', { name: card.points(4) })).toHaveCount(0)
    await chair.closesRound('vote')
    for (const guest of [mirjam, ...partners]) {
      await expect(guest.card(favourite).getByRole('img', { name: card.points(4) })).toBeVisible()
    }
    await expect(ruud.card(other).getByRole('img', { name: card.points(1) })).toBeVisible()
    await expect(screen.getByRole('img', { name: room.points(4) }).first()).toBeAttached()
    await allAgree()
  })

  await test.step('all thirty stand there with who said them and as what', async () => {
    const placed = ((await mirjam.api.state(meeting.id)).state?.items ?? [])
      .filter((item) => item.typedBy === mirjam.id)
      .toSorted((a, b) => Number(a.madeAt - b.madeAt))
    expect(placed.map(({ text, saidBy, kind }) => ({ text, saidBy, kind }))).toEqual(
      cards.map(({ text, by, kind }) => ({ text, saidBy: seats.get(by)?.participant?.id, kind })),
    )
    expect(placed).toHaveLength(forOthers)
  })

  await test.step('factors: a blind round, whose texts are in nobody’s page before all opens', async () => {
    await chair.goesOnTo('Factoren')
    await chair.opensRound('blind')
    const ready = (guest: Guest) =>
      guest.page.getByRole('region', { name: lead.blind }).getByRole('button', { name: lead.iAmReady })
    for (const guest of partners) await guest.sees(lead.writeYours)
    await ruud.line.pressSequentially('/besch')
    await ruud.page.keyboard.press('Enter')
    await ruud.types(secrets.ruud)
    await joost.line.pressSequentially('/risico')
    await joost.page.keyboard.press('Enter')
    await joost.types(secrets.joost)
    await dilara.line.pressSequentially('/risico')
    await dilara.page.keyboard.press('Enter')
    await dilara.types(secrets.phone)
    await ruud.sees(secrets.ruud)
    for (const [n, guest] of partners.entries()) {
      await ready(guest).click()
      await expect(mirjam.page.getByText(new RegExp(`^${n + 1} van \\d+ klaar$`, 'u')).first()).toBeVisible()
      await expect(screen.getByText(new RegExp(`^${n + 1} van \\d+ klaar$`, 'u')).first()).toBeVisible()
    }
    await allAgree()
    const { ruud: his, joost: far, phone } = secrets
    await holdsNothingOf([his, far, phone], mirjam.page, screen, p.page)
    await holdsNothingOf([far, phone], ruud.page)
    await holdsNothingOf([his, phone], joost.page)
    await holdsNothingOf([his, far], dilara.page)
    await chair.closesRound('blind')
    for (const guest of [mirjam, ruud, joost]) for (const text of Object.values(secrets)) await guest.sees(text)
    for (const text of Object.values(secrets)) await expect(screen.getByText(text).first()).toBeAttached()
    await holdsNothingOf(Object.values(secrets), p.page)
  })

  // ---- The client
  const aboutHim = ofPhase('ph1')
  await test.step('the curtain: a preview on the chair’s page alone, and opening takes two acts', async () => {
    await chair.goesOnTo('Pauze')
    await expect(screen.getByRole('heading', { name: room.break })).toBeVisible()
    await mirjam.says([{ case: 'arrive', value: { participant: p.id, location: Arrive_Location.ROOM } }])
    await mirjam.sees(lead.inside('P.'))
    await mirjam.sees(lead.wallShows.welcome())
    const curtain = await chair.opensCurtainWindow('P.')
    await curtain.getByRole('combobox', { name: lead.chooseSheet }).selectOption('Over wie gaat het?')
    await expect(curtain.getByText(aboutHim[0] ?? '')).toBeVisible()
    await curtain.getByRole('button', { name: lead.openSheet }).click()
    await holdsNothingOf(aboutHim, p.page)
    await curtain.getByRole('button', { name: lead.openSure('P.') }).click()
    await expect(curtain.getByText(lead.wouldSeeNothing)).toBeVisible()
    await curtain.getByRole('button', { name: lead.showClient('P.') }).click()
    await p.sees(client.inside)
    await curtain.getByRole('button', { name: lead.showSure }).click()
    await expect(curtain.getByText(lead.curtainOpen('P.'))).toBeVisible()
    await mirjam.page.keyboard.press('Escape')
    for (const guest of [mirjam, ...partners]) await guest.sees(lead.atTable('P.'))
    await expect(screen.getByText(room.atTable('P.', 1))).toBeVisible()
  })

  await test.step('he sees that and nothing else, and says what is not right and what he does not understand', async () => {
    await p.page.getByRole('navigation', { name: client.pages }).getByRole('button', { name: 'Wie je bent' }).click()
    await p.sees(aboutHim[0] ?? '')
    const hidden = [...ofPhase('ph2'), ...Object.values(secrets), early]
    await holdsNothingOf(hidden, p.page)
    await holdsNothingOf([...hidden, ...ofPhase('ph2')], screen)
    const [first = '', second = ''] = aboutHim
    const answer = async (text: string, button: string, words: string) => {
      const it = p.page.getByRole('article').filter({ hasText: text }).first()
      await it.getByRole('button', { name: new RegExp(`^${button}`, 'u') }).click()
      await p.page.keyboard.type(words)
      await p.page.keyboard.press('Enter')
    }
    await answer(first, client.wrong, 'Ik ben pas 37.')
    await p.sees(client.wrongKept)
    await answer(second, client.question, 'Mag ik L. vaker zien?')
    await p.sees(client.questionKept)
    await p.page.getByRole('textbox', { name: client.ownWords }).fill('Ik wil dat iemand gewoon belt.')
    await p.page.keyboard.press('Enter')
    await p.sees(client.ownKept)
    await mirjam.page
      .getByRole('navigation', { name: headWords.nl.steps })
      .getByRole('button', { name: /Over wie/u })
      .click()
    await mirjam.sees('Ik ben pas 37.')
    await mirjam.sees('Mag ik L. vaker zien?')
    await mirjam.sees('Ik wil dat iemand gewoon belt.')
    await mirjam.page.getByRole('button', { name: headWords.nl.backToMeeting }).click()
    await allAgree()
  })

  await test.step('“Scherm dicht” empties the wall and his page in one press, and one press without a code opens both again', async () => {
    await chair.shutsScreens()
    await p.sees(client.shut)
    await mirjam.sees(lead.wallShows.welcome())
    await holdsNothingOf([...aboutHim, 'Ik ben pas 37.'], p.page, screen)
    await clientAgrees(p)
    await chair.opensScreensAgain()
    await p.page.getByRole('navigation', { name: client.pages }).getByRole('button', { name: 'Wie je bent' }).click()
    await p.sees('Ik ben pas 37.')
    await expect(screen.getByText(room.atTable('P.', 1))).toBeVisible()
  })

  await test.step('a nudge and a wish, said before him', async () => {
    await chair.goesOnTo('Duwtje')
    await mirjam.line.focus()
    await chair.enters('Karim', kindName('duwtje'), 'Elke donderdag samen de post openen.')
    await p.page.getByRole('button', { name: client.goAlong }).click()
    await p.sees('Elke donderdag samen de post openen.')
    await chair.goesOnTo('Wenselijk')
    await mirjam.line.focus()
    await chair.enters('P.', kindName('wens'), wish)
    await p.sees(wish)
  })

  // ---- The plan
  const tab = (guest: Guest, name: string) => guest.page.getByRole('tab', { name, exact: true }).click()
  await test.step('the plan: what stands on the board flows in; owner, date, and what he thinks of it', async () => {
    await chair.goesOnTo('Plan')
    await tab(mirjam, plan.views.plan)
    await mirjam.page.getByRole('button', { name: plan.makesOf(plan.makes.plandoel, wish) }).click()
    // What he does not know yet is folded, and stays from him unless one chooses otherwise.
    const folded = mirjam.page.getByText(plan.foldedMany(4))
    await folded.getByRole('button', { name: plan.show }).click()
    await mirjam.page.getByRole('button', { name: /^Actie maken van “Kunnen we hem/u }).click()
    const factor = mirjam.page.getByRole('button', { name: /^Interventie maken van “Zonder slaap/u })
    await factor.click()
    await mirjam.page
      .getByRole('dialog', { name: plan.clientWouldSee })
      .getByRole('button', { name: plan.keepFromHim })
      .click()
    const step = mirjam.page.getByRole('group', { name: new RegExp(`^Bij “${early.slice(0, 20)}`, 'u') })
    await step.getByRole('combobox', { name: 'Wie doet het' }).selectOption(joost.id)
    await step.getByLabel('Uiterlijk').fill('2027-03-22')
    await step.getByLabel('Uiterlijk').blur()
    const made = async () =>
      ((await mirjam.api.state(meeting.id)).state?.items ?? []).filter((item) =>
        ['plandoel', 'interventie', 'actie'].includes(item.kind),
      )
    await expect
      .poll(async () =>
        (await made()).find((item) => item.text === early)?.fields.map((one) => [one.field, ...one.values]),
      )
      .toEqual(
        expect.arrayContaining([
          ['eigenaar', joost.id],
          ['uiterlijk', '2027-03-22'],
        ]),
      )
    expect((await made()).map(({ kind, text, saidBy }) => ({ kind, text, saidBy }))).toEqual(
      expect.arrayContaining([
        { kind: 'plandoel', text: wish, saidBy: p.id },
        { kind: 'actie', text: early, saidBy: joost.id },
        { kind: 'interventie', text: secrets.joost, saidBy: joost.id },
      ]),
    )
    const asked = p.page.getByRole('group', { name: client.agreeOf(wish) })
    await asked.getByRole('button', { name: client.choice.eens, exact: true }).click()
    await p.sees(client.choiceKept.eens)
    await holdsNothingOf([secrets.joost], p.page, screen)
    await joost.sees(early)
    await allAgree()
  })

  await test.step('a decision, with a dissent that is kept word for word', async () => {
    await tab(mirjam, plan.views.decisions)
    await mirjam.page.getByRole('button', { name: plan.newDecision }).click()
    const form = mirjam.page.getByRole('form', { name: plan.newDecision })
    await form.getByLabel(plan.what).fill(decision)
    await form.getByLabel(plan.reason).fill(reason)
    await form.getByLabel(plan.options).fill('Nu ontruimen\nEen half jaar wachten')
    await form.getByLabel(plan.review).fill('2027-06-16')
    await form.getByRole('button', { name: plan.decide }).click()
    await tab(joost, plan.views.decisions)
    await joost.page.getByRole('button', { name: /^Oneens: “De ontruiming/u }).click()
    await joost.page.getByRole('textbox', { name: plan.whyNot }).fill(dissent)
    await joost.page.getByRole('button', { name: plan.keep, exact: true }).click()
    await tab(ruud, plan.views.decisions)
    for (const guest of [mirjam, ruud, joost]) {
      await expect(guest.page.getByText(dissent, { exact: true }).first()).toBeVisible()
    }
    const kept = (await ruud.api.state(meeting.id)).state?.items.find((item) => item.kind === 'besluit')
    expect(kept?.stances.map(({ participant, words }) => [participant, words])).toEqual([[joost.id, dissent]])
  })

  await test.step('closing: what is open, the end on every screen, and the minutes settled', async () => {
    await chair.goesOnTo('Afronding')
    await tab(mirjam, plan.views.closing)
    await expect(mirjam.page.getByRole('heading', { name: plan.closingTitle })).toBeVisible()
    await allAgree()
    await chair.endsMeeting()
    for (const guest of [mirjam, ...partners]) await guest.sees(/^Dit overleg is afgelopen om /u)
    await p.sees(client.over)
    await expect(screen.getByRole('heading', { name: room.ended })).toBeVisible()
    await holdsNothingOf([decision, wish], screen)
    await expect(screen.getByRole('link')).toHaveCount(0)
    await chair.settles()
    for (const guest of [mirjam, ...partners]) await guest.sees(meetingWords.nl.settled)
    for (const guest of [mirjam, ...partners]) await guest.agrees()
    await clientAgrees(p)
  })

  // ---- Afterwards
  await test.step('the replay shows a moment, and nothing of what came after it', async () => {
    await joost.page.getByRole('button', { name: meetingWords.nl.replay }).click()
    await expect(joost.page.getByRole('heading', { name: new RegExp(`^${replayWords.nl.replay}`, 'u') })).toBeVisible()
    const told = joost.page.getByRole('region', { name: replayWords.nl.transcript })
    const [first = '', second = ''] = ofPhase('ph2')
    await told.getByRole('button', { name: first }).click()
    const board = (text: string, region = 'Wat er gebeurt') =>
      joost.page.getByRole('region', { name: region, exact: true }).getByRole('button', { name: text })
    await expect(board(first)).toBeVisible()
    await expect(board(second)).toHaveCount(0)
    await joost.page.getByRole('combobox', { name: replayWords.nl.jumpDecision }).selectOption(decision)
    await expect(board(decision, 'Besluiten')).toBeVisible()
  })

  await test.step('the report holds it all, and his own holds what he may see', async () => {
    await mirjam.page.getByRole('button', { name: meetingWords.nl.report }).click()
    const report = mirjam.page.getByRole('article')
    await expect(report.getByRole('heading', { level: 1 })).toHaveText('Casus P., bijeenkomst 1')
    await expect(report.getByText(reportWords.nl.settled, { exact: true })).toBeVisible()
    await expect(report.getByRole('heading', { level: 3, name: decision })).toBeVisible()
    for (const text of [reason, dissent, secrets.ruud, wish, 'Ik ben pas 37.', cards.at(-1)?.text ?? '']) {
      await expect(report.getByText(text).first()).toBeVisible()
    }
    const row = report.getByRole('row').filter({ hasText: early })
    await expect(row).toContainText('Joost')
    await expect(row).toContainText('22 maart 2027')
    await p.page.getByRole('link', { name: client.report }).click()
    const his = p.page.getByRole('article')
    await expect(his.getByText(wish).first()).toBeVisible()
    await expect(his.getByText('Ik ben pas 37.').first()).toBeVisible()
    await holdsNothingOf([...ofPhase('ph2'), ...Object.values(secrets)], p.page)
  })
})
