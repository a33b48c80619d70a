/// The rest of the walk past the screens of a meeting: the curtain opens, the client sits along, the plan, the end.
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { commonWords } from '@/view/words/common'
import { statesWords } from '@/view/words/states'
import { cards, Table } from './at_the_table'
import type { Walk } from './every_screen'
import { expect } from './meeting'

const seenBefore = 'Woont alleen sinds 2019'
const nudge = 'Samen de post openen op dinsdag'
const another = 'Elke dag even naar buiten'
const actions = ['Elke week samen de post doen', 'Betalingsregeling aanvragen']

export async function withTheClient(walk: Walk): Promise<void> {
  const table = await Table.laid(walk)
  await theCurtain(table)
  await changedSince(table)
  await theScreensShut(table)
  await hisPage(table)
  await theOthers(table)
  await thePlan(table)
  await theEnd(table)
}

async function theCurtain(table: Table): Promise<void> {
  const { chair, partner, client, wall, page, t } = table
  await chair.comesIn()
  await partner.comesIn('remote')
  await client.opens('room')
  await table.walk.meeting.becomesRoomScreen(wall, chair)
  await chair.says([
    { case: 'beginMeeting', value: {} },
    { case: 'goToPhase', value: { phase: 'over_wie' } },
    ...cards('feit', [seenBefore, 'Is vaak ’s nachts wakker'], partner.id),
    ...cards('kracht', ['Zorgt goed voor zijn hond'], chair.id),
  ])
  await chair.sees('Woont alleen')
  const { lead: l } = t
  await table.opens('the curtain, shut', table.button(l.curtain), async (window) => {
    await window.getByRole('button', { name: l.showClient('P.') }).click()
    await table.look(page, 'the curtain, asked to open it')
    await window.getByRole('checkbox').first().check()
    await window.getByRole('button', { name: l.openChosen(1) }).click()
    await table.look(page, 'the curtain, asked to open a card')
    await window.getByRole('button', { name: l.openSure('P.') }).click()
    await expect(window.getByRole('button', { name: l.closeCard })).toHaveCount(1)
  })
  await chair.says([
    { case: 'goToPhase', value: { phase: 'duwtje' } },
    { case: 'setClientView', value: { on: true } },
    ...cards('citaat_client', ['Ik wil gewoon rust'], client.id),
    ...cards('duwtje', [nudge, another], partner.id),
    { case: 'addItem', value: { kind: 'procesnoot', text: 'Alleen voor ons', visibility: { level: 'professionals' } } },
  ])
  await chair.sees(nudge)
  await table.opens('the curtain, open', table.button(l.curtain))
  await table.look(page, 'the client at the table, the chair')
  await table.look(partner.page, 'the client at the table, a partner')
  await expect(wall.page.getByText(t.room.atTable('P.', 1))).toBeVisible()
  await table.look(wall.page, 'room screen, the client at the table')
}

// Behind the shut curtain a card that he saw is changed, and so is one of an earlier step.
async function changedSince(table: Table): Promise<void> {
  const { chair, partner, client, page, t } = table
  const { lead: l } = t
  await client.sees(nudge)
  await chair.says([{ case: 'setClientView', value: { on: false } }])
  const items = (await partner.api.state(partner.meeting)).state?.items ?? []
  const changes = items.filter(({ text }) => text === another || text === seenBefore)
  await partner.says(
    changes.map(({ id, text, revision }) => ({
      case: 'editText',
      value: { item: id, base: revision, spans: [{ keep: text.length, remove: 0, insert: ', als hij dat wil' }] },
    })),
  )
  await table.opens('the curtain, what changed since', table.button(l.curtain), async (window) => {
    await window.getByRole('button', { name: l.openChanged }).first().click()
    await table.look(page, 'the curtain, asked to open it anew')
    await window.getByRole('button', { name: l.openSure('P.') }).click()
    await expect(window.getByRole('region', { name: l.changedSince('P.') })).toHaveCount(0)
  })
  await chair.says([{ case: 'setClientView', value: { on: true } }])
}

async function theScreensShut(table: Table): Promise<void> {
  const { chair, client, wall, page, t } = table
  const { lead: l } = t
  await table.button(l.shut).click()
  await chair.sees(l.screensShut)
  await table.look(page, 'the screens are shut, the chair')
  await client.sees(t.client.shut)
  await table.look(client.page, 'the client, the screen is shut')
  await expect(wall.page.getByRole('heading', { name: t.room.welcome('P.') })).toBeVisible()
  await table.look(wall.page, 'room screen, shut')
  await table.button(l.openAgain).click()
  await chair.doesNotSee(l.screensShut)
}

async function hisPage(table: Table): Promise<void> {
  const { client, t } = table
  const { page } = client
  await client.sees(nudge)
  await table.look(page, 'the client’s page')
  await page.getByRole('button', { name: t.client.wrongOf(nudge) }).click()
  await table.look(page, 'the client says what is wrong')
  await page.keyboard.type('Liever op woensdag')
  await page.keyboard.press('Enter')
  await client.sees(t.client.wrongKept)
  await page.getByRole('textbox', { name: t.client.ownWords }).fill('Ik wil dat iemand belt.')
  await page.keyboard.press('Enter')
  await client.sees(t.client.ownKept)
  await table.look(page, 'the client said something')
}

// Somebody wants the floor, somebody calls, somebody looks elsewhere; on a narrow screen what stands beside is a drawer.
async function theOthers(table: Table): Promise<void> {
  const { chair, partner, page, t } = table
  await partner.says([{ case: 'raiseHand', value: { raised: true } }])
  await table.button(t.lead.giveTurn('Karim')).click()
  const { state } = await chair.api.state(chair.meeting)
  const item = state?.items.find((each) => each.text === nudge)?.id ?? ''
  await chair.says([{ case: 'callToItem', value: { item } }])
  await partner.sees(t.lead.calledBy('Sanne'))
  await partner.page
    .getByRole('navigation', { name: t.head.steps })
    .getByRole('button', { name: /Probleem|Problem/u })
    .click()
  await expect(partner.page.getByRole('button', { name: t.head.backToMeeting })).toBeVisible()
  await table.look(partner.page, 'looking elsewhere')
  await page.setViewportSize({ width: 800, height: 700 })
  await table.button(t.lead.lead).click()
  await expect(table.window).toBeVisible()
  await table.look(page, 'the drawer')
  await page.keyboard.press('Escape')
  await page.setViewportSize({ width: 1366, height: 768 })
}

async function thePlan(table: Table): Promise<void> {
  const { chair, partner, client, page, t } = table
  const { plan } = t
  await chair.says([
    { case: 'goToPhase', value: { phase: 'wenselijk' } },
    ...cards('wens', ['Weer naar buiten durven'], client.id),
    { case: 'goToPhase', value: { phase: 'plan' } },
    ...cards('plandoel', ['P. houdt zijn huis'], chair.id, 'plan_lang'),
    ...cards('actie', actions, partner.id, 'plan_kort'),
    {
      case: 'addItem',
      value: {
        kind: 'besluit',
        text: 'We vragen een regeling aan',
        region: 'besluiten',
        fields: [{ field: 'reden', values: ['Er is een maand de tijd'] }],
      },
    },
    { case: 'takeStance', value: { item: '@7', stance: TakeStance_Stance.DISSENT, words: 'Te vroeg', by: partner.id } },
  ])
  const [action = ''] = actions
  await chair.sees(action)
  await table.look(page, 'the paper of the plan')
  const view = (name: string) => page.getByRole('tab', { name, exact: true }).click()
  await view(plan.views.plan)
  await table.look(page, 'the plan')
  await page
    .getByRole('group', { name: plan.fieldsOf(action) })
    .locator('summary')
    .click()
  await page.getByRole('button', { name: plan.add.actie }).first().click()
  await table.look(page, 'the plan, more of an action, and one more')
  await client.sees(action)
  await table.look(client.page, 'the client’s plan')
  await view(plan.views.decisions)
  await table.look(page, 'decisions')
  await page.getByRole('button', { name: plan.newDecision }).click()
  await page.getByRole('button', { name: plan.decide }).click()
  await table.look(page, 'a new decision, without a reason')
  await page.getByRole('button', { name: commonWords[table.walk.language].cancel }).click()
  await chair.types('/besluit Er komt een regeling')
  await chair.sees(t.line.reasonFor)
  await table.look(page, 'the line asks for a reason')
  await chair.says([{ case: 'goToPhase', value: { phase: 'afronding' } }])
  await view(plan.views.closing)
  await table.look(page, 'the closing')
  await chair.says([
    { case: 'addPage', value: { title: 'Schets' } },
    { case: 'addItem', value: { sheet: '@1', kind: 'procesnoot', text: 'Wie kent wie', place: { x: 300, y: 300 } } },
  ])
  await page.getByRole('navigation', { name: t.head.pages }).getByRole('button', { name: 'Schets' }).click()
  await chair.sees('Wie kent wie')
  await table.look(page, 'a free page')
}

// What was written too late is not placed.
async function theEnd(table: Table): Promise<void> {
  const { chair, partner, client, wall, page, t, walk } = table
  partner.wire.cut()
  await partner.types('te laat geschreven')
  await partner.sees('te laat geschreven')
  await chair.says([{ case: 'endMeeting', value: {} }])
  partner.wire.mend()
  await partner.page.getByRole('button', { name: t.line.notPlaced(1) }).click()
  await table.look(partner.page, 'not placed')
  await partner.page.keyboard.press('Escape')
  await chair.sees(t.meeting.report)
  await table.look(page, 'ended, the chair')
  await table.opens('settle the minutes', table.button(t.lead.settle))
  await table.look(client.page, 'ended, the client')
  await expect(wall.page.getByText(t.room.ended)).toBeVisible()
  await table.look(wall.page, 'room screen, ended')
  await chair.api.ask('DELETE', `meetings/${walk.meeting.id}/invitations/${partner.invitation.invitation}`)
  await expect(partner.page.getByRole('heading').first()).toBeVisible()
  await table.look(partner.page, 'my link was withdrawn')
  await walk.meeting.server.stop()
  await walk.meeting.server.startAgain('newer')
  await chair.sees(statesWords[walk.language].version)
  await table.look(page, 'a newer version')
  await client.page.routeWebSocket(/./u, () => undefined) // a server that says nothing
  await client.page.reload()
  await client.sees(t.meeting.opening)
  await table.look(client.page, 'the meeting is fetched')
}
