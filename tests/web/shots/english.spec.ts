/// The same in English, where words have another length.
import { startWords } from '@/view/words/start'
import { picture } from './picture'
import { test } from './table'

test('in English', async ({ demo, administrator }) => {
  const table = await demo.at('factoren')
  const mirjam = await table.sits('Mirjam', { language: 'en' })
  await mirjam.comesIn()
  await picture(mirjam.page, 'english', 'factors')
  const person = await administrator.namePerson({
    name: 'Sanne',
    organisation: 'o1',
    organisationName: 'ZVH Merenland',
  })
  const { page } = await table.visitor({}, 'en')
  await page.goto(`/j#${person.secret}`)
  await page.getByText(startWords.en.hello('Sanne')).waitFor()
  await picture(page, 'english', 'start')
})
