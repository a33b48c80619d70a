/// Two people type in one card over slow lines, and one of them loses his for a while: nothing is lost, both read the same,
/// and each goes on where he left his caret. By chance, from seeds: three in every run; `SEEDS=1..50 npm run e2e -- two_hands`.
import type { Locator } from '@playwright/test'
import { cardWords } from '@/view/words/cards'
import { Chance } from '../unit/replica/chance'
import type { Guest } from './harness/guest'
import { expect, test } from './harness/meeting'

const [first = 1, last = first] = (process.env['SEEDS'] ?? '1..3').split('..').map(Number)
const delayMs = 100
const actsEach = 24
const begun = 'Hij slaapt in zijn bus'

const t = cardWords.nl
const editorOf = (guest: Guest): Locator => guest.page.getByRole('textbox', { name: t.writeIn('Feit') })

// What one has written so far, without the names at the others' carets.
async function written(guest: Guest): Promise<string> {
  return await editorOf(guest).evaluate((field) => {
    const own = field.cloneNode(true) as HTMLElement
    for (const mark of own.querySelectorAll('[aria-hidden="true"]')) mark.remove()
    return own.textContent.replaceAll(/[\u200b\u2060]/gu, '')
  })
}

/// One person at the card. His letters are his alone, so that one can see whose they are.
class Hand {
  readonly guest: Guest
  typed = ''
  readonly #letters: string
  readonly #chance: Chance

  constructor(guest: Guest, letters: string, chance: Chance) {
    this.guest = guest
    this.#letters = letters
    this.#chance = chance
  }

  #below(n: number): number {
    return this.#chance.upTo(n - 1)
  }

  async acts(times: number): Promise<void> {
    const { keyboard } = this.guest.page
    for (let act = 0; act < times; ++act) {
      const what = this.#below(10)
      if (what === 0) await keyboard.press('Home')
      else if (what === 1) await keyboard.press('End')
      else if (what < 4) {
        const key = this.#below(2) === 0 ? 'ArrowLeft' : 'ArrowRight'
        for (let steps = 1 + this.#below(6); steps > 0; --steps) await keyboard.press(key)
      } else {
        let word = ''
        for (let length = 1 + this.#below(5); length > 0; --length) {
          word += this.#letters[this.#below(this.#letters.length)] ?? ''
        }
        await this.types(word)
      }
    }
  }

  async types(word: string): Promise<void> {
    await this.guest.page.keyboard.type(word, { delay: 5 + this.#below(40) })
    this.typed += word
  }

  /// His caret now stands right behind this sign.
  async leavesCaretBehind(sign: string): Promise<void> {
    await this.guest.page.keyboard.press('Home')
    for (let steps = this.#below(30); steps > 0; --steps) await this.guest.page.keyboard.press('ArrowRight')
    await this.types(sign)
  }
}

const sorted = (text: string): string => [...text].toSorted().join('')

test(`two people write in one card and one is away for a while: seeds ${first} to ${last}`, async ({ meeting }) => {
  test.setTimeout(60_000 + 25_000 * (last - first + 1))
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', { organisation: 'o2' })
  await sanne.comesIn()
  await karim.comesIn('remote')
  await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }])
  for (const guest of [sanne, karim]) guest.wire.slow(delayMs)

  for (let seed = first; seed <= last; ++seed) {
    await test.step(`seed ${seed}`, async () => {
      const chance = new Chance(seed)
      const card = `${begun} (${seed})`
      await sanne.types(`/feit ${card}`)
      const hands = [
        new Hand(sanne, 'abcdefghij', new Chance(2 * seed)),
        new Hand(karim, 'KLMNOPQRST', new Chance(2 * seed + 1)),
      ] as const
      for (const { guest } of hands) {
        await guest.sees(card)
        await guest.card(card).focus()
        await guest.page.keyboard.press('Enter')
        await expect(editorOf(guest)).toBeFocused()
      }
      const [one, other] = hands
      const bothAct = () => Promise.all(hands.map((hand) => hand.acts(actsEach / 3)))

      await bothAct()
      const away = chance.oneIn(2) ? one : other
      away.guest.wire.hold()
      await bothAct()
      // Far apart and unseen by each other, each leaves his caret somewhere; the other goes on writing around it.
      await one.leavesCaretBehind('①')
      await other.leavesCaretBehind('②')
      away.guest.wire.release()
      const still = away === one ? other : one
      await expect.poll(() => written(still.guest)).toContain(away === one ? '①' : '②')
      await still.acts(actsEach / 3)
      await still.types('③')
      await expect.poll(() => written(away.guest)).toContain('③')
      await away.types('④') // behind the sign where his caret was left

      const all = sorted(card + one.typed + other.typed)
      for (const { guest } of hands) await expect.poll(async () => sorted(await written(guest))).toBe(all)
      const text = await written(one.guest)
      expect(await written(other.guest), 'both read the same').toBe(text)
      expect(text, 'the caret stayed where it was left').toContain(away === one ? '①④' : '②④')

      for (const { guest } of hands) {
        await guest.page.keyboard.press('Escape')
        await expect(editorOf(guest)).toHaveCount(0)
      }
      for (const { guest } of hands) await guest.sees(text)
      const { state } = await sanne.api.state(meeting.id)
      expect(state?.items.find((item) => item.text.includes('③') && item.text === text)?.text).toBe(text)
      await meeting.agrees()
    })
  }
})
