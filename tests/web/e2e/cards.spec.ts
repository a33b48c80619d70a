/// Every deed on a card, through the interface as a person does it: by the chair, by a partner, by who is named as its
/// speaker; seen on the other pages and with the server. Here who said it, what it is, who sees it, and where it stands;
/// cards_written.spec.ts: stacks, parking, taking away, writing.
import { cardWords } from '@/view/words/cards'
import { pageWords } from '@/view/words/page'
import { cards } from './harness/at_the_table'
import { type CardHands, seated } from './harness/card_hands'
import { Chair } from './harness/chairing'
import { expect, test } from './harness/meeting'

const [t, p] = [cardWords.nl, pageWords.nl]

test('who said it, as what, and what is known of it', async ({ meeting }) => {
  const { sanne, karim, noor, all } = await seated(meeting, 'probleem', ({ noor: other }) => [
    ...cards('feit', ['De stroom is eraf'], other.id),
  ])

  await test.step('a card of nobody is named later by one press', async () => {
    await sanne.guest.types('/feit Post ligt ongeopend')
    for (const hands of [sanne, karim]) await expect(hands.card('Post ligt ongeopend')).toContainText(t.whoSaid)
    await expect(karim.card('Post ligt ongeopend').getByRole('button', { name: t.whoSaid })).toHaveCount(0)
    await sanne.card('Post ligt ongeopend').getByRole('button', { name: t.whoSaid }).click()
    await sanne.presses(/Karim/u)
    await expect(sanne.card('Post ligt ongeopend')).toBeFocused()
    for (const hands of [sanne, karim, noor]) await expect(hands.card('Post ligt ongeopend')).toContainText('Karim')
    await karim.holds('Post ligt ongeopend', { saidBy: karim.guest.id, typedBy: sanne.guest.id })
  })

  await test.step('it was somebody else', async () => {
    await sanne.picks('Post ligt ongeopend', t.speaker, /Noor/u)
    await expect(noor.card('Post ligt ongeopend')).toContainText('Noor')
    await noor.holds('Post ligt ongeopend', { saidBy: noor.guest.id })
    expect(await karim.offered('Post ligt ongeopend')).not.toContain(t.speaker)
    expect(await karim.offered('Post ligt ongeopend')).not.toContain(t.disown)
    expect(await sanne.offered('Post ligt ongeopend')).not.toContain(t.disown)
  })

  await test.step('who is named says that it was not he', async () => {
    await noor.chooses('Post ligt ongeopend', t.disown)
    for (const hands of [sanne, karim, noor]) await expect(hands.card('Post ligt ongeopend')).toContainText(t.whoSaid)
    await noor.holds('Post ligt ongeopend', { saidBy: '' })
    await expect(noor.card('Post ligt ongeopend')).toBeFocused()
    await sanne.picks('Post ligt ongeopend', t.speaker, /Karim/u)
  })

  await test.step('another kind, by the chair and by a partner', async () => {
    await sanne.picks('Post ligt ongeopend', t.kind, 'Zorg')
    await expect(karim.card('Post ligt ongeopend')).toHaveAccessibleName(/^Zorg/u)
    await karim.picks('Post ligt ongeopend', t.kind, 'Probleem')
    await expect(sanne.card('Post ligt ongeopend')).toHaveAccessibleName(/^Probleem/u)
    await sanne.holds('Post ligt ongeopend', { kind: 'probleem', region: 'probleem' })
  })

  await test.step('tags, domain, and about whom', async () => {
    await karim.chooses('De stroom is eraf', t.tags)
    const window = karim.window
    for (const [label, choice] of [
      [t.domain, 'financien'],
      [t.epistemic, 'van_horen_zeggen'],
      [t.source, 'client'],
      [t.world, 'leefwereld'],
    ] as const) {
      const select = window.getByRole('combobox', { name: label, exact: true })
      const options = await select.locator('option').evaluateAll((all) => all.map((one) => one.getAttribute('value')))
      await select.selectOption(options.includes(choice) ? choice : (options[1] ?? ''))
    }
    await window.getByRole('textbox', { name: t.persons }).fill('P., L.')
    await window.getByRole('textbox', { name: 'Gezien door' }).fill('de wijkagent')
    await karim.leavesWindow()
    await expect(karim.card('De stroom is eraf')).toBeFocused()
    for (const hands of [sanne, karim, noor]) {
      await expect(hands.card('De stroom is eraf')).toContainText('van horen zeggen')
      await expect(hands.card('De stroom is eraf')).toContainText('P., L.')
    }
    const held = await noor.held('De stroom is eraf')
    expect(held).toMatchObject({ epistemic: 'van_horen_zeggen', source: 'client', world: 'leefwereld' })
    expect(held?.domain).not.toBe('')
    expect(held?.persons).toEqual(['P.', 'L.'])
    expect(held?.fields.map(({ field, values }) => [field, values])).toEqual([['gezien_door', ['de wijkagent']]])
    await noor.chooses('De stroom is eraf', t.tags)
    await noor.window.getByRole('combobox', { name: t.source, exact: true }).selectOption('')
    await noor.leavesWindow()
    await sanne.holds('De stroom is eraf', { source: '' })
  })

  await test.step('answered, and not after all', async () => {
    await karim.guest.types('/vraag Wie belt de bank?')
    await karim.chooses('Wie belt de bank?', t.resolve)
    for (const hands of [sanne, karim]) await expect(hands.card('Wie belt de bank?')).toContainText(t.resolved)
    await karim.holds('Wie belt de bank?', { resolved: true })
    await sanne.chooses('Wie belt de bank?', t.reopen)
    await expect(karim.card('Wie belt de bank?')).not.toContainText(t.resolved)
    await karim.holds('Wie belt de bank?', { resolved: false })
  })
  await all()
})

test('who sees it: the others lose it at once, and it says so itself', async ({ meeting }) => {
  const text = 'Hij is bang voor zijn broer'
  const { sanne, karim, noor, all } = await seated(meeting, 'probleem', ({ sanne: who }) => [
    ...cards('feit', ['Hij woont alleen'], who.id),
  ])
  await karim.guest.types(`/feit ${text}`)
  const shows = async (choice: string, says: string, ...to: readonly CardHands[]) => {
    await karim.picks(text, t.visibility, choice)
    await expect(karim.card(text)).toBeFocused()
    for (const hands of [sanne, noor]) {
      if (to.includes(hands)) await expect(hands.card(text)).toBeVisible()
      else {
        await expect(hands.card(text)).toHaveCount(0)
        expect((await hands.page.content()).includes(text), 'not anywhere in the page').toBe(false)
        expect(await hands.held(text)).toBeUndefined()
      }
    }
    for (const hands of [karim, ...to]) {
      if (says) await expect(hands.card(text)).toContainText(says)
      else await expect(hands.card(text).locator('.sight')).toHaveCount(0)
    }
    await all()
  }
  await shows(t.seenBy.bron_en_regie, t.seen.bron_en_regie('Politie'), sanne)
  await shows(t.seenBy.professionals, t.seen.professionals, sanne, noor)
  await shows(t.seenBy.prive, t.seen.prive)
  await shows(t.seenBy.regie, t.seen.regie, sanne)
  await shows(t.seenBy.deelnemers, '', sanne, noor)
  await sanne.guest.types('@karim /feit Dit typte Sanne')
  await karim.picks('Dit typte Sanne', t.visibility, t.seenBy.prive)
  for (const hands of [sanne, karim]) {
    await expect(hands.card('Dit typte Sanne')).toContainText(t.seen.besloten_groep('Karim, Sanne'))
  }
  await expect(noor.card('Dit typte Sanne')).toHaveCount(0)
  await karim.chooses(text, t.visibility)
  await karim.window.getByRole('button', { name: t.group }).click()
  await karim.window.getByRole('checkbox', { name: 'Noor' }).check()
  await karim.presses('Bewaren')
  await expect(sanne.card(text)).toHaveCount(0)
  await expect(noor.card(text)).toContainText(t.seen.besloten_groep('Noor'))
  await all()
  await shows(t.seenBy.deelnemers, '', sanne, noor)
  expect(await noor.offered(text)).not.toContain(t.visibility)
  expect(await sanne.offered(text)).toContain(t.visibility)
})

test('links, comments and points', async ({ meeting }) => {
  const { sanne, karim, noor, all } = await seated(meeting, 'probleem', ({ karim: his, noor: hers }) => [
    ...cards('feit', ['Er is huurschuld'], his.id),
    ...cards('hypothese', ['Hij kan niet lezen', 'Hij durft niet'], hers.id),
  ])

  await test.step('a link, and away', async () => {
    await karim.chooses('Er is huurschuld', t.link)
    await karim.window.getByRole('combobox', { name: t.relation }).selectOption('wordt_verklaard_door')
    await karim.window.getByRole('searchbox', { name: t.findCard }).fill('lezen')
    await karim.window.getByRole('button', { name: /Hij kan niet lezen/u }).click()
    await expect(karim.window.getByText('wordt verklaard door', { exact: true }).first()).toBeVisible()
    await karim.leavesWindow()
    for (const hands of [sanne, karim, noor]) {
      for (const text of ['Er is huurschuld', 'Hij kan niet lezen']) {
        await expect(hands.card(text)).toContainText(t.links(1))
      }
    }
    const { state } = await noor.guest.api.state(meeting.id)
    expect(state?.links.map(({ relation, by }) => [relation, by])).toEqual([['wordt_verklaard_door', karim.guest.id]])
    await noor
      .card('Hij kan niet lezen')
      .getByRole('button', { name: t.links(1) })
      .click()
    await expect(noor.window).toContainText('“Er is huurschuld”')
    await expect(noor.window.getByRole('button', { name: t.removeLink })).toHaveCount(0)
    await noor.leavesWindow()
    await karim
      .card('Er is huurschuld')
      .getByRole('button', { name: t.links(1) })
      .click()
    await karim.window.getByRole('button', { name: t.removeLink }).click()
    await expect(karim.window.getByText(t.noLinks)).toBeVisible()
    await karim.leavesWindow()
    for (const hands of [sanne, noor]) await expect(hands.card('Er is huurschuld')).not.toContainText(t.links(1))
  })

  await test.step('a comment, and away', async () => {
    await noor.chooses('Er is huurschuld', t.comment)
    await noor.window.getByRole('textbox', { name: t.newComment }).fill('Sinds mei, volgens mij')
    await noor.window.getByRole('button', { name: t.addComment }).click()
    await expect(noor.window.getByRole('listitem')).toContainText('Sinds mei, volgens mij')
    await noor.leavesWindow()
    await karim
      .card('Er is huurschuld')
      .getByRole('button', { name: t.comments(1) })
      .click()
    await expect(karim.window.getByRole('listitem')).toContainText('Noor')
    await expect(karim.window.getByRole('button', { name: t.removeComment })).toHaveCount(0)
    await karim.window.getByRole('textbox', { name: t.newComment }).fill('Sinds april')
    await karim.window.getByRole('button', { name: t.addComment }).click()
    await expect(karim.window.getByRole('listitem')).toHaveCount(2)
    await karim.leavesWindow()
    await expect(sanne.card('Er is huurschuld')).toContainText(t.comments(2))
    await noor.chooses('Er is huurschuld', t.comment)
    await noor.window.getByRole('button', { name: t.removeComment }).click()
    await expect(noor.window.getByRole('listitem')).toHaveCount(1)
    await noor.leavesWindow()
    for (const hands of [sanne, karim, noor]) await expect(hands.card('Er is huurschuld')).toContainText(t.comments(1))
  })

  await test.step('points in a voting round', async () => {
    const chair = new Chair(sanne.guest)
    await chair.opensRound('vote')
    const give = (hands: CardHands, text: string) => hands.card(text).getByRole('button', { name: t.votePlus })
    await give(noor, 'Hij durft niet').click()
    await give(noor, 'Hij durft niet').click()
    await expect(give(noor, 'Hij kan niet lezen')).toBeDisabled()
    await noor.card('Hij durft niet').getByRole('button', { name: t.voteMinus }).click()
    await give(noor, 'Hij kan niet lezen').click()
    await karim.card('Hij durft niet').focus()
    await karim.page.keyboard.press('+')
    await karim.page.keyboard.press('+')
    await karim.page.keyboard.press('-')
    await expect(karim.card('Hij durft niet').getByRole('img', { name: t.myPoints(1) })).toBeVisible()
    await expect(give(karim, 'Er is huurschuld')).toHaveCount(0)
    await chair.closesRound('vote')
    for (const hands of [sanne, karim, noor]) {
      await expect(hands.card('Hij durft niet').getByRole('img', { name: t.points(2) })).toBeVisible()
      await expect(hands.card('Hij kan niet lezen').getByRole('img', { name: t.points(1) })).toBeVisible()
    }
  })
  await all()
})

test('where it stands: by mouse, by keys, by the menu; and back as what it was', async ({ meeting }) => {
  const [here, reasons, unknown] = ['Wat er gebeurt', 'Mogelijke verklaringen', 'Weten we niet']
  const { sanne, karim, noor, all } = await seated(meeting, 'probleem', ({ karim: his }) => [
    ...cards('feit', ['een', 'twee', 'drie'], his.id),
    ...cards('hypothese', ['want'], his.id),
  ])
  const stand = async (region: string, texts: readonly string[]) => {
    for (const hands of [sanne, karim]) await expect.poll(() => hands.order(region)).toEqual(texts)
  }
  const below = async (hands: CardHands, text: string) => {
    const box = await hands.card(text).boundingBox()
    return { x: (box?.x ?? 0) + 80, y: (box?.y ?? 0) + (box?.height ?? 0) - 3 }
  }

  await test.step('within its region', async () => {
    await karim.carries('een', await below(karim, 'drie'), p.dropHere(here))
    await stand(here, ['twee', 'drie', 'een'])
    await expect(karim.card('een')).toBeFocused()
    await karim.takesBack()
    await stand(here, ['een', 'twee', 'drie'])
    await karim.card('een').focus()
    await karim.page.keyboard.press('Control+Shift+ArrowDown')
    await stand(here, ['twee', 'een', 'drie'])
    await expect(karim.card('een')).toBeFocused()
    await karim.page.keyboard.press('Control+Shift+ArrowUp')
    await stand(here, ['een', 'twee', 'drie'])
    await sanne.chooses('drie', t.up)
    await stand(here, ['een', 'drie', 'twee'])
    await sanne.chooses('drie', t.down)
    await stand(here, ['een', 'twee', 'drie'])
  })

  await test.step('to a region where several kinds stand: it asks as which', async () => {
    await karim.carries('een', await karim.middle(karim.region(reasons).locator('[data-scrolls]')))
    await expect(karim.window).toContainText(t.asWhich)
    await karim.presses('Interpretatie')
    await stand(here, ['twee', 'drie'])
    await stand(reasons, ['want', 'een'])
    await sanne.holds('een', { kind: 'interpretatie', region: 'verklaringen' })
    await expect(karim.card('een')).toBeFocused()
    await karim.takesBack()
    await stand(here, ['een', 'twee', 'drie'])
    await sanne.holds('een', { kind: 'feit', region: 'probleem' })
    await karim.carries('een', await karim.middle(karim.region(reasons).locator('[data-scrolls]')))
    await karim.leavesWindow() // and then not
    await all()
    await stand(here, ['een', 'twee', 'drie'])
    await expect(karim.card('een')).toBeFocused()
  })

  await test.step('by the menu, here and to an earlier page', async () => {
    await noor.chooses('twee', t.move)
    await noor.window.getByRole('button', { name: `${unknown}, ${t.first}` }).click()
    await expect(noor.window).toContainText(t.asWhich)
    await noor.presses('Vraag')
    await stand(unknown, ['twee'])
    await sanne.holds('twee', { kind: 'vraag', region: 'onbekend' })
    await expect(noor.card('twee')).toBeFocused()
    await noor.picks('twee', t.move, `${here}, ${t.first}`)
    await stand(here, ['twee', 'een', 'drie'])
    await sanne.holds('twee', { kind: 'vraag', region: 'probleem' })
    await sanne.picks('drie', t.move, `Wie, Over wie gaat het?, ${t.last}`)
    await stand(here, ['twee', 'een'])
    await sanne.holds('drie', { sheet: 'over_wie', region: 'wie', kind: 'feit' })
    expect(await sanne.page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY')
    await sanne.takesBack()
    await stand(here, ['twee', 'een', 'drie'])
  })

  await test.step('to a region where one kind stands: it becomes that', async () => {
    const [helps, risks] = ['Beschermende factoren', 'Risicofactoren']
    await sanne.guest.says([
      { case: 'goToPhase', value: { phase: 'factoren' } },
      ...cards('beschermend', ['Zus komt', 'Hond'], karim.guest.id),
    ])
    await stand(helps, ['Zus komt', 'Hond'])
    const there = await karim.middle(karim.region(risks).locator('[data-scrolls]'))
    await karim.carries('Zus komt', there, p.dropAs(risks, 'Risicofactor'))
    await stand(risks, ['Zus komt'])
    await noor.holds('Zus komt', { kind: 'risico', region: 'risico' })
    await karim.takesBack()
    await stand(helps, ['Zus komt', 'Hond'])
    await noor.holds('Zus komt', { kind: 'beschermend', region: 'beschermend' })
    await noor.card('Hond').focus()
    await noor.page.keyboard.press('Control+Shift+ArrowRight')
    await stand(risks, ['Hond'])
    await expect(noor.card('Hond')).toBeFocused()
    await noor.chooses('Hond', t.tags)
    for (const [label, choice] of [
      ['Niveau', 1],
      ['Termijn', 2],
    ] as const) {
      await noor.window.getByRole('combobox', { name: label }).selectOption({ index: choice })
    }
    await noor.leavesWindow()
    await expect
      .poll(async () => (await sanne.held('Hond'))?.fields.map(({ field }) => field))
      .toEqual(['horizon', 'niveau'])
    await noor.page.keyboard.press('Control+Shift+ArrowLeft')
    await stand(helps, ['Zus komt', 'Hond'])
    await karim.carries('Hond', { x: 5, y: 5 }, p.dropNot)
    await stand(helps, ['Zus komt', 'Hond'])
  })
  await all()
})
