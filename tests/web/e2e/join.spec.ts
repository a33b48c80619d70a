/// Coming in by a link: the secret becomes a session, and leaves the address.
import { test } from './harness/meeting'

test('three people come in by their links and what one types stands on every page', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', {
    organisation: 'politie',
    organisationName: 'Politie Merenland',
  })
  const fatima = await meeting.guest('Fatima', 'partner', { organisation: 'ggz', language: 'en' })
  await sanne.comesIn()
  await karim.comesIn('remote')
  await fatima.comesIn('remote')
  await sanne.types('/doel Samen een plan maken')
  for (const guest of [sanne, karim, fatima]) await guest.sees('Samen een plan maken')
  await karim.types('Ik doe mee tot elf uur')
  for (const guest of [sanne, karim, fatima]) await guest.sees('Ik doe mee tot elf uur')
  await meeting.agrees()
})
