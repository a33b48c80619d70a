/// Screens at their worst: nothing came yet, the wire is dead, the server is gone or newer, and far too much on one sheet.
import { headWords } from '@/view/words/head'
import { meetingWords } from '@/view/words/meeting'
import { pageWords } from '@/view/words/page'
import { roomWords } from '@/view/words/room'
import { replayWords } from '@/view/words/replay'
import { startWords } from '@/view/words/start'
import { statesWords } from '@/view/words/states'
import type { Asked } from '@/replica/session'
import { picture } from './picture'
import { expect, test } from './table'

const t = statesWords.nl

test('opening, while nothing comes', async ({ table }) => {
  const sanne = await table.guest('Sanne', 'procesregisseur')
  await sanne.comesIn()
  const { page } = sanne
  await page.route('**/api/**', () => undefined) // asked, and never answered
  await page.goto('/', { waitUntil: 'domcontentloaded' })
  await expect(page.getByText(startWords.nl.fetching)).toBeVisible()
  await picture(page, 'start', 'loading')
  await page.goto(`/m/${table.id}/replay`, { waitUntil: 'domcontentloaded' })
  await expect(page.getByText(replayWords.nl.loading)).toBeVisible()
  await picture(page, 'replay', 'loading')
  await page.unrouteAll()
  await page.routeWebSocket(/.*/u, () => undefined)
  await page.goto(`/m/${table.id}`)
  await expect(page.getByText(meetingWords.nl.opening)).toBeVisible()
  await picture(page, 'meeting', 'loading')
})

test('the server cannot be reached', async ({ table, server }) => {
  const sanne = await table.guest('Sanne', 'procesregisseur')
  await sanne.comesIn()
  await sanne.page.route('**/api/**', (route) => route.abort())
  await sanne.page.routeWebSocket(/.*/u, (socket) => socket.close())
  await sanne.page.goto('/')
  await expect(sanne.page.getByText(t.noNetwork)).toBeVisible()
  await picture(sanne.page, 'start', 'offline')
  await sanne.page.goto(`/m/${table.id}`)
  await expect(sanne.page.getByText(meetingWords.nl.notReached)).toBeVisible({ timeout: 30_000 })
  await picture(sanne.page, 'meeting', 'not reached')
  await sanne.page.goto(`/m/${table.id}/replay`)
  await expect(sanne.page.getByText(t.noNetwork)).toBeVisible({ timeout: 30_000 })
  await picture(sanne.page, 'replay', 'offline')
  await sanne.page.goto('/r')
  await expect(sanne.page.getByText(roomWords.nl.pairOffline)).toBeVisible({ timeout: 30_000 })
  await picture(sanne.page, 'room screen', 'offline before its code')
  expect(server.port).toBeGreaterThan(0)
})

test('the wire is cut in the midst of the factors', async ({ demo }) => {
  const table = await demo.at('factoren')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
  await table.hangs(wall, mirjam)
  mirjam.wire.cut()
  wall.wire.cut()
  await mirjam.types('Slaapt de laatste weken beter, zegt zijn moeder')
  await mirjam.sees(meetingWords.nl.offline)
  await picture(mirjam.page, 'meeting', 'offline with a card that waits')
  await expect(wall.page.getByText(roomWords.nl.offline)).toBeVisible()
  await picture(wall.page, 'room screen', 'offline')
})

test('the server became newer', async ({ demo, server }) => {
  const table = await demo.at('factoren')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  await server.stop()
  await server.startAgain('newer')
  await expect(mirjam.page.getByText(t.version).first()).toBeVisible({ timeout: 60_000 })
  await picture(mirjam.page, 'meeting', 'newer version')
})

test('an invitation that was taken back, and somebody who takes part no more', async ({ table }) => {
  const sanne = await table.guest('Sanne', 'procesregisseur')
  const karim = await table.guest('Karim', 'partner')
  const ruud = await table.guest('Ruud', 'partner')
  await sanne.comesIn()
  await karim.comesIn()
  await ruud.comesIn()
  await sanne.api.ask('DELETE', `meetings/${table.id}/invitations/${karim.invitation.invitation}`)
  await expect(karim.page.getByText(t.linkGone)).toBeVisible()
  await picture(karim.page, 'meeting', 'invitation taken back')
  await karim.page.goto(karim.link)
  await expect(karim.page.getByText(t.linkGone)).toBeVisible()
  await picture(karim.page, 'join', 'invitation taken back')
  await sanne.says([{ case: 'endParticipation', value: { participant: ruud.id, reason: 'Wisselt van werk' } }])
  await expect(ruud.page.getByText(t.left)).toBeVisible()
  await picture(ruud.page, 'meeting', 'takes part no more')
})

test('a hundred cards in one step', async ({ demo }) => {
  const table = await demo.at('factoren')
  const mirjam = await table.sits('Mirjam')
  const domains = ['zrm.financien', 'zrm.huisvesting', 'zrm.middelengebruik', 'zrm.sociaal_netwerk', 'zrm.justitie']
  const people = ['Ruud', 'Dilara', 'Joost', 'Fenna', 'Karim', 'Ellen', 'Wouter', 'Nadia']
  const more = Array.from({ length: 84 }, (_, n): Asked => {
    const by = table.invitationOf(people[n % people.length] ?? '').participant?.id ?? ''
    const kind = n % 7 === 6 ? 'onbekend' : n % 2 === 0 ? 'beschermend' : 'risico'
    const text = sayings[n % sayings.length] ?? ''
    return { case: 'addItem', value: { kind, text, saidBy: by, domain: domains[n % domains.length] ?? '' } }
  })
  await mirjam.says(more)
  await mirjam.comesIn()
  await picture(mirjam.page, 'hundred cards', 'full')
  const asked = mirjam.page.getByRole('dialog').filter({ visible: true })
  for (const density of ['compact', 'line'] as const) {
    await mirjam.page.getByRole('radio', { name: pageWords.nl.densities[density] }).check({ force: true })
    await picture(mirjam.page, 'hundred cards', density)
  }
  await mirjam.page.getByRole('button', { name: pageWords.nl.overview }).click()
  await asked.getByRole('checkbox', { name: pageWords.nl.byDomain }).check({ force: true })
  await mirjam.page.keyboard.press('Escape')
  await picture(mirjam.page, 'hundred cards', 'by domain')
  const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
  await table.hangs(wall, mirjam)
  await picture(wall.page, 'hundred cards', 'wall')
  await mirjam.page.getByRole('button', { name: headWords.nl.view }).click()
  await asked.getByRole('radio', { name: headWords.nl.outline, exact: true }).check()
  await mirjam.page.keyboard.press('Escape')
  await picture(mirjam.page, 'hundred cards', 'as a list')
})

const sayings = [
  'Heeft twaalf jaar bij dezelfde baas gewerkt en spreekt daar nog steeds met trots over.',
  'Drinkt door de week minder dan in het weekend.',
  'De buurvrouw heeft een sleutel en kijkt of het licht brandt.',
  'Opent geen post meer sinds de brief van de deurwaarder; de stapel ligt in de gang.',
  'Belt zelf als hij een afspraak niet haalt.',
  'De kredietbank wacht op drie stukken.',
  'Slaapt het best als hij overdag met zijn handen werkt.',
  'Krijgt op de eerste van de maand bezoek dat niet weggaat zolang er geld is.',
  'Gaat op zondag naar zijn dochter, nu al zes weken achter elkaar.',
]

test('a free page, drawn on', async ({ demo }) => {
  const table = await demo.at('over_wie')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  const curve = (points: readonly (readonly [number, number])[]) => points.flatMap(([x, y]) => [x, y, 500])
  const ring = (x: number, y: number, r: number) =>
    curve(
      Array.from({ length: 25 }, (_, n) => [
        Math.round(x + r * Math.sin(n / 3.8)),
        Math.round(y - 1.6 * r * Math.cos(n / 3.8)),
      ]),
    )
  const straight = (from: readonly [number, number], to: readonly [number, number]) =>
    curve(
      [0, 0.25, 0.5, 0.75, 1].map((part) => [
        Math.round(from[0] + (to[0] - from[0]) * part),
        Math.round(from[1] + (to[1] - from[1]) * part),
      ]),
    )
  const draw = (points: number[], colour = 0, width = 4): Asked => ({
    case: 'draw',
    value: { sheet: '@1', points, colour, width },
  })
  const card = (text: string, x: number, y: number): Asked => ({
    case: 'addItem',
    value: { sheet: '@1', kind: 'procesnoot', text, place: { x, y } },
  })
  await mirjam.says([
    { case: 'addPage', value: { title: 'Netwerk van P.' } },
    draw(ring(470, 480, 90)),
    draw(straight([390, 400], [270, 240])),
    draw(straight([550, 400], [680, 230]), 3, 8),
    draw(straight([550, 560], [690, 720]), 2),
    draw(straight([390, 560], [270, 720]), 1),
    card('P.', 430, 450),
    card('Moeder: elke dag', 110, 130),
    card('Buurman Aad, samen in de schuur', 640, 120),
    card('Vrienden van het station', 640, 740),
    card('Dochter L., op zondag', 110, 740),
  ])
  const pages = mirjam.page.getByRole('navigation', { name: headWords.nl.pages })
  await pages.getByRole('button', { name: 'Netwerk van P.' }).click()
  await mirjam.sees('Buurman Aad, samen')
  await picture(mirjam.page, 'free page', 'drawn on')
})
