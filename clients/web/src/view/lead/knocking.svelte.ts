/// Who waits at the room's door. The chair's page asks every few seconds, as long as the door is open.
import * as api from '@/link/api'
import type { KnockView } from '@/gen/meeting/v1/api_pb'

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
      this.waiting = (await api.knocks(this.#meeting)).knocks
    } catch {
      // Best effort: who waits keeps waiting, and the next beat asks again.
    }
  }

  async answer(knock: KnockView, admit: boolean, role: string): Promise<void> {
    await api.answerKnock(this.#meeting, knock.knock, { admit, role })
    this.waiting = this.waiting.filter((each) => each.knock !== knock.knock)
  }
}
