/// The room's door: a link without a seat behind it. Making it anew ends an older one.

// The chair's alone: nobody else fetches it with the page.
const theApi = (): Promise<typeof import('@/link/api')> => import('@/link/api')

export class Door {
  readonly #meeting: string
  /// What the QR says; '' while the door is shut, or was opened on another page.
  address = $state('')

  constructor(meeting: string) {
    this.#meeting = meeting
  }

  async open(): Promise<void> {
    const api = await theApi()
    const [{ secret }, { publicUrl }] = await Promise.all([api.openDoor(this.#meeting), api.about()])
    this.address = `${(publicUrl || location.origin).replace(/\/$/, '')}/j#${secret}`
  }

  async shut(): Promise<void> {
    await (await theApi()).closeDoor(this.#meeting)
    this.address = ''
  }
}
