/// The screen in the room: it shows the way in while the door is open, and takes a newer page by itself.
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import { roomWords } from '@/view/words/room'
import { Chair } from './harness/chairing'
import { expect, type Meeting, test, type Visitor } from './harness/meeting'

const room = roomWords.nl
const lead = leadWords.nl

const question = ({ page }: Visitor) => page.getByRole('heading', { name: 'Waarvoor zitten we hier?' })

async function wallOf(meeting: Meeting): Promise<Visitor> {
  const mirjam = await meeting.guest('Mirjam', 'procesregisseur')
  await mirjam.comesIn()
  await new Chair(mirjam).begins()
  const wall = await meeting.visitor()
  await meeting.becomesRoomScreen(wall, mirjam)
  await expect(question(wall)).toBeVisible()
  return wall
}

test('the door stands on the wall as a QR while it is open, and not while the client looks along', async ({
  meeting,
}) => {
  const mirjam = await meeting.guest('Mirjam', 'procesregisseur')
  await mirjam.comesIn()
  const chair = new Chair(mirjam)
  await chair.begins()
  const wall = await meeting.visitor()
  await meeting.becomesRoomScreen(wall, mirjam)
  const qr = wall.page.getByRole('img', { name: /\/j#/ })
  await expect(wall.page.getByRole('heading').first()).toBeVisible()
  await expect(qr).toHaveCount(0)

  const asks = await chair.opensRoomWindow()
  await asks.getByRole('button', { name: lead.openDoor }).click()
  const address = asks.getByText(/\/j#/)
  await expect(address).toBeVisible()
  const [, secret] = ((await address.textContent()) ?? '').split('#')
  const { origin } = new URL(wall.page.url())
  await expect(qr).toHaveAccessibleName(room.joinTitle(`${origin}/j#${secret ?? ''}`))
  const high = wall.page.viewportSize()?.height ?? 0
  expect((await qr.boundingBox())?.height, 'large enough to be read from a chair').toBeGreaterThan(high * 0.2 - 1)

  // The chair's page is loaded anew: the door still stands open.
  await mirjam.page.reload()
  await expect(mirjam.page.getByRole('navigation', { name: headWords.nl.steps })).toBeVisible()
  await expect((await chair.opensRoomWindow()).getByText(/\/j#/)).toBeVisible()
  await mirjam.page.keyboard.press('Escape')

  await mirjam.says([{ case: 'setClientView', value: { on: true, reason: 'kennismaken' } }])
  await expect(qr).toHaveCount(0)
  await mirjam.says([{ case: 'setClientView', value: { on: false } }])
  await expect(qr).toBeVisible()
})

test('a newer web client comes onto the wall by itself', async ({ meeting }) => {
  const wall = await wallOf(meeting)
  const version = () => wall.page.locator('meta[name="flipover-web"]').getAttribute('content')
  const old = await version()
  await meeting.server.stop()
  await meeting.server.startAgain('newer')
  await expect.poll(version).not.toBe(old)
  await expect(question(wall)).toBeVisible()
})

test('behind a proxy that goes on handing out the old page, the wall is loaded anew once and then left alone', async ({
  meeting,
}) => {
  const wall = await wallOf(meeting)
  let loaded = 0
  wall.page.on('request', (request) => (loaded += request.isNavigationRequest() ? 1 : 0))
  const about = (await (await wall.page.request.get(new URL('/api/v1/about', wall.page.url()).href)).json()) as object
  await wall.page.route('**/api/v1/about', (route) => route.fulfill({ json: { ...about, web: '0123456789abcdef' } }))
  await meeting.server.stop()
  const again = wall.page.waitForEvent('load')
  await meeting.server.startAgain()
  await again
  // It asks about a newer page each time its line comes back.
  for (let times = 0; times < 2; ++times) {
    await expect(question(wall)).toBeVisible()
    await expect(wall.page.getByRole('status')).toHaveCount(0) // the line is there
    await meeting.server.stop()
    const asked = wall.page.waitForResponse('**/api/v1/about')
    await meeting.server.startAgain()
    await asked
  }
  await expect(question(wall)).toBeVisible()
  expect(loaded).toBe(1)
})
