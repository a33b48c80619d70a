/// Who waits at the room's door. The chair's page asks every few seconds, as long as the door is open.
import type { KnockView } from '@/gen/meeting/v1/api_pb'

// The chair's alone: nobody else fetches it with the page.
const theApi = (): Promise<typeof import('@/link/api')> => import('@/link/api')

const beatMs = 3000

export class Knocking {
  readonly #meeting: string
  waiting = $state.raw<readonly KnockView[]>([])

  constructor(meeting: string) {
    this.#meeting = meeting
  }

  /// Call within an effect, and give back what it answers: that stops the asking.
  start(): () => void {
    const timer = setInterval(() => void this.look(), beatMs)
    void this.look()
    return () => clearInterval(timer)
  }

  async look(): Promise<void> {
    try {
      this.waiting = (await (await theApi()).knocks(this.#meeting)).knocks
    } catch {
      // Best effort: who waits keeps waiting, and the next beat asks again.
    }
  }

  async answer(knock: KnockView, admit: boolean, role: string): Promise<void> {
    await (await theApi()).answerKnock(this.#meeting, knock.knock, { admit, role })
    this.waiting = this.waiting.filter((each) => each.knock !== knock.knock)
  }
}
