/// Moments of the demonstration case at which more happens than writing: a silent round, a vote, the curtain, two hands in one card.
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import type { Asked } from '@/replica/session'
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import { roomWords } from '@/view/words/room'
import { Chair } from '../e2e/harness/chairing'
import type { Guest } from '../e2e/harness/guest'
import { picture } from './picture'
import { expect, test } from './table'

const lead = leadWords.nl

const adds = (kind: string, text: string): Asked => ({ case: 'addItem', value: { kind, text } })

test('a silent round, and what comes of it', async ({ demo }) => {
  const table = await demo.at('probleem')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
  await table.hangs(wall, mirjam)
  const ruud = await table.comesBack('Ruud')
  const joost = await table.comesBack('Joost', 'remote')
  await mirjam.says([
    { case: 'goToPhase', value: { phase: 'factoren' } },
    { case: 'openRound', value: { kind: OpenRound_Kind.BLIND, regions: ['beschermend', 'risico'], minutes: 5 } },
  ])
  await ruud.says([
    adds('beschermend', 'Vertrouwt de wijkagent en neemt altijd op.'),
    adds('risico', 'Oude vrienden staan op het station als zijn geld binnen is.'),
    { case: 'setReady', value: { ready: true } },
  ])
  await joost.says([adds('risico', 'Onverwerkt verlies en ernstig slaaptekort.')])
  await ruud.sees('Oude vrienden staan')
  await expect(wall.page.getByText(roomWords.nl.blindHow)).toBeVisible()
  await picture(mirjam.page, 'silent round', 'chair')
  await picture(ruud.page, 'silent round', 'partner who is ready')
  await picture(wall.page, 'silent round', 'wall')
  await mirjam.says([{ case: 'closeRound', value: {} }])
  await mirjam.sees('Oude vrienden staan')
  await picture(mirjam.page, 'silent round', 'revealed')
  await mirjam.says([
    { case: 'openRound', value: { kind: OpenRound_Kind.VOTE, kinds: ['beschermend', 'risico'], points: 3 } },
  ])
  await joost.says([{ case: 'raiseHand', value: { raised: true } }])
  await ruud.says([{ case: 'raiseHand', value: { raised: true } }])
  await ruud.sees(lead.voteHow)
  await ruud.card('Onverwerkt verlies').getByRole('button', { name: /punt/u }).first().click()
  await picture(ruud.page, 'vote', 'partner')
  await picture(mirjam.page, 'vote', 'chair with a list of turns')
})

test('the curtain, and the break on the wall', async ({ demo }) => {
  const table = await demo.at('pauze')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  const chair = new Chair(mirjam)
  const window = await chair.opensCurtainWindow('P.')
  const before = window.getByRole('combobox', { name: lead.chooseSheet })
  await before.selectOption('Over wie gaat het?')
  await expect(window.getByRole('heading').first()).toBeVisible()
  await picture(mirjam.page, 'curtain', 'what he would see')
  await mirjam.page.keyboard.press('Escape')
  await mirjam.page.getByRole('button', { name: new RegExp(headWords.nl.openList, 'u') }).click()
  await picture(mirjam.page, 'people', 'all fourteen')
  await mirjam.page.keyboard.press('Escape')
})

test('folded cards while the client sits along, and a wall that says welcome', async ({ demo }) => {
  const table = await demo.at('duwtje')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
  await table.hangs(wall, mirjam)
  const steps = mirjam.page.getByRole('navigation', { name: headWords.nl.steps })
  await steps.getByRole('button', { name: /Factoren/u }).click()
  await expect(mirjam.page.getByRole('button', { name: headWords.nl.backToMeeting })).toBeVisible()
  await picture(mirjam.page, 'factors', 'folded at the table')
  await mirjam.page.getByRole('button', { name: headWords.nl.backToMeeting }).click()
  await new Chair(mirjam).shutsScreens()
  await expect(wall.page.getByText(roomWords.nl.whoIsHere)).toBeVisible()
  await picture(wall.page, 'wall', 'welcome')
  await picture(mirjam.page, 'screens shut', 'chair')
})

test('two hands in one card', async ({ demo }) => {
  const table = await demo.at('factoren')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  const karim = await table.comesBack('Karim')
  const text = 'Moeder is er elke dag'
  const writes = async (guest: Guest, words: string) => {
    await guest.card(text).focus()
    await guest.page.keyboard.press('Enter')
    await expect(guest.page.locator('.cm-content')).toBeFocused()
    await guest.page.keyboard.press('End')
    await guest.page.keyboard.type(words)
  }
  await writes(karim, ' Zij wordt moe')
  await mirjam.sees('Zij wordt moe')
  // A page that becomes another layout begins anew: at each size he opens the card there.
  const before = async () => {
    await mirjam.page.keyboard.press('Escape')
    await writes(mirjam, '.')
    await karim.page.keyboard.type('.')
    await expect(mirjam.page.getByText('Karim', { exact: true }).filter({ visible: true }).first()).toBeVisible()
  }
  await picture(mirjam.page, 'card', 'two hands in it', { before })
})
