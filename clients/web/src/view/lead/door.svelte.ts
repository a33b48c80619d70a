/// The room's door: a link without a seat behind it. Making it anew ends an older one.
import * as api from '@/link/api'

export class Door {
  readonly #meeting: string
  /// What the QR says; '' while the door is shut, or was opened on another page.
  address = $state('')

  constructor(meeting: string) {
    this.#meeting = meeting
  }

  async open(): Promise<void> {
    const [{ secret }, { publicUrl }] = await Promise.all([api.openDoor(this.#meeting), api.about()])
    this.address = `${(publicUrl || location.origin).replace(/\/$/, '')}/j#${secret}`
  }

  async shut(): Promise<void> {
    await api.closeDoor(this.#meeting)
    this.address = ''
  }
}
