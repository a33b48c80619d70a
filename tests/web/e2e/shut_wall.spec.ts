/// While the client is in the room the wall has his eyes: shut is a page of welcome, without cards, and the chair's strip says what
/// the wall shows (CP-11, CP-12).
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { clientWords } from '@/view/words/client'
import { leadWords } from '@/view/words/lead'
import { roomWords } from '@/view/words/room'
import { cards } from './harness/at_the_table'
import { Chair } from './harness/chairing'
import { expect, test } from './harness/meeting'

const t = leadWords.nl
const room = roomWords.nl
const text = 'Er is een huurschuld'

test('the client comes in, the curtain opens, the screen is shut and opened again', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const p = await meeting.guest('P.', 'client')
  const wall = await meeting.visitor({ viewport: { width: 1920, height: 1080 } })
  const welcome = wall.page.getByRole('heading', { name: room.welcome('P.') })
  const holds = async (shown: boolean) => {
    if (shown) await expect(wall.page.getByText(text).first()).toBeVisible()
    else expect(await wall.page.content()).not.toContain(text)
  }
  await sanne.says([
    { case: 'beginMeeting', value: {} },
    { case: 'goToPhase', value: { phase: 'over_wie' } },
    ...cards('feit', [text], sanne.id),
  ])
  await sanne.comesIn()
  await meeting.becomesRoomScreen(wall, sanne)
  await holds(true)

  await test.step('he comes in: no card stands on the wall any more', async () => {
    await p.opens()
    await expect(welcome).toBeVisible()
    await holds(false)
    await sanne.sees(t.inside('P.'))
    await sanne.sees(t.wallShows.welcome())
    // Not an empty screen: who is here and what comes.
    await expect(wall.page.getByRole('heading', { name: room.whoIsHere })).toBeVisible()
    await expect(wall.page.getByText('Sanne')).toBeVisible()
    await expect(wall.page.getByText(room.calm)).toBeVisible()
  })

  await test.step('the curtain is open: the wall shows what he sees', async () => {
    await sanne.says([
      { case: 'openToClient', value: { sheet: 'over_wie' } },
      { case: 'setClientView', value: { on: true, reason: 'kennismaken' } },
    ])
    await p.sees(text)
    await holds(true)
    await sanne.sees(t.wallShows.client('P.'))
  })

  const chair = new Chair(sanne)
  await test.step('shut: welcome again, his page is calm, and there is a way back', async () => {
    await chair.shutsScreens()
    await expect(welcome).toBeVisible()
    await holds(false)
    await p.sees(clientWords.nl.shut)
    await sanne.sees(t.wallShows.welcome())
    await chair.opensScreensAgain()
    await holds(true)
    await p.sees(text)
  })

  await test.step('he goes: the wall is the table’s again', async () => {
    await sanne.says([
      { case: 'setClientView', value: { on: false } },
      { case: 'depart', value: { participant: p.id } },
    ])
    await sanne.doesNotSee(t.inside('P.'))
    await holds(true)
  })
})

test('a full table, and a small wall: everybody’s name stands on the page of welcome, and every step', async ({
  meeting,
}) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const p = await meeting.guest('P.', 'client')
  const wall = await meeting.visitor({ viewport: { width: 1024, height: 768 } })
  const others = await Promise.all(
    ['Ruud', 'Dilara', 'Joost', 'Fenna', 'Karim', 'Ellen', 'Wouter', 'Nadia', 'Ineke', 'Thijs', 'Marijke', 'Bram'].map(
      async (name, i) =>
        await meeting.administrator.invite(meeting.id, {
          name,
          role: 'partner',
          organisation: `huis${i}`,
          organisationName: 'Werkplaats Sociaal Domein Merenland',
        }),
    ),
  )
  await sanne.comesIn()
  await meeting.becomesRoomScreen(wall, sanne)
  await p.opens()
  await sanne.says(
    others.map(({ participant }) => ({
      case: 'arrive',
      value: { participant: participant?.id ?? '', location: Arrive_Location.NO_DEVICE },
    })),
  )
  for (const name of ['Sanne', ...others.map(({ participant }) => participant?.name ?? '')]) {
    await expect(wall.page.getByText(name)).toBeInViewport({ ratio: 1 })
  }
  const list = wall.page.locator('.two')
  await expect
    .poll(async () => await list.evaluate((two) => two.scrollHeight - two.clientHeight))
    .toBeLessThanOrEqual(0)
})
