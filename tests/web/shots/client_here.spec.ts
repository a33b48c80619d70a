/// The wall and the pages around it while the client is here: the page of welcome, the strip that says what the wall shows.
import { leadWords } from '@/view/words/lead'
import { roomWords } from '@/view/words/room'
import { picture } from './picture'
import { expect, test } from './table'

const room = roomWords.nl

test('the client comes in, and the curtain is shut', async ({ demo }) => {
  const table = await demo.at('factoren')
  const mirjam = await table.sits('Mirjam')
  await mirjam.comesIn()
  const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
  await table.hangs(wall, mirjam)
  const p = await table.sits('P.')
  await p.opens('room')
  await expect(wall.page.getByRole('heading', { name: room.welcome('P.') })).toBeVisible()
  await picture(wall.page, 'wall', 'welcome with the client')
  await mirjam.sees(leadWords.nl.wallShows.welcome())
  await picture(mirjam.page, 'meeting', 'the client is here, the curtain shut')
})

test('before the beginning, with the door open', async ({ table }) => {
  const sanne = await table.guest('Sanne', 'procesregisseur', { organisationName: 'Wijkteam Noord' })
  await sanne.comesIn()
  await table.guest('Karim', 'partner', { organisationName: 'GGZ Kompas' })
  const wall = await table.visitor({ viewport: { width: 1920, height: 1080 } })
  await table.hangs(wall, sanne)
  await picture(wall.page, 'wall', 'before the beginning')
  await sanne.api.ask('POST', `meetings/${table.id}/door`, '{}')
  await expect(wall.page.getByRole('img', { name: /\/j#/u })).toBeVisible()
  await picture(wall.page, 'wall', 'before the beginning, the door open')
})
