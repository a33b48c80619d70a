/// Pictures of the meeting as each one at the table sees it.
import { test } from '../e2e/harness/meeting'
import { picture } from './picture'

test('the meeting', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur', { organisationName: 'ZVH Merenland' })
  const karim = await meeting.guest('Karim', 'partner', {
    organisation: 'politie',
    organisationName: 'Politie Merenland',
  })
  await sanne.page.goto(sanne.link)
  await sanne.page.getByRole('radio').first().waitFor()
  await picture(sanne.page, 'join')
  await sanne.comesIn()
  await karim.comesIn('remote')
  await picture(sanne.page, 'meeting-empty')
  await sanne.says([
    { case: 'goToPhase', value: { phase: 'probleem' } },
    { case: 'addItem', value: { kind: 'feit', text: 'Post ligt al weken ongeopend' } },
    { case: 'addItem', value: { kind: 'zorg', text: 'Hij slaapt slecht en is ’s nachts actief' } },
    { case: 'addItem', value: { kind: 'hypothese', text: 'Kan hij brieven lezen?' } },
  ])
  await sanne.sees('Post ligt al weken')
  await picture(sanne.page, 'meeting-chair')
  await picture(karim.page, 'meeting-partner')
})
