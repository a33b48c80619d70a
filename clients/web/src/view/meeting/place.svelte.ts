/// Which sheet I look at: where the meeting is, or another one by myself. Looking moves nobody else.
import type { Session } from '@/replica/session'

export class Place {
  readonly #session: Session
  #alone = $state<string>() // the sheet I look at by myself
  #stays = $state(false) // I did not walk away: the meeting did, while I was writing here
  /// The same meeting as headings and lists.
  outline = $state(false)
  /// My screen is on the projector: only what the room may see.
  beamer = $state(false)

  constructor(session: Session) {
    this.#session = session
  }

  /// The sheet on my screen. A page that was taken off, or that I may not see any more, leads back to the meeting.
  get sheet(): string {
    const alone = this.#alone
    const there =
      alone !== undefined && this.#session.state.sheets.some((sheet) => sheet.id === alone && !sheet.removed)
    return there ? alone : this.meetingSheet
  }
  /// Where the meeting is: the first sheet of a phase has the phase's id.
  get meetingSheet(): string {
    return this.#session.state.course.phase
  }
  get alone(): boolean {
    return this.sheet !== this.meetingSheet
  }
  /// I am alone because the meeting went on while I was writing.
  get stays(): boolean {
    return this.alone && this.#stays
  }

  look(sheet: string): void {
    this.#alone = sheet === this.meetingSheet ? undefined : sheet
    this.#stays = false
  }
  follow(): void {
    this.#alone = undefined
    this.#stays = false
  }
  /// The meeting goes on and I keep my sheet, for I am in the middle of a sentence.
  stay(sheet: string): void {
    if (this.#alone !== undefined) return
    this.#alone = sheet
    this.#stays = true
  }
  /// The meeting came to where I was looking: from here on I go along again.
  meetAgain(): void {
    if (this.#alone === this.meetingSheet) this.follow()
  }
}
