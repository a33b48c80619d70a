/// The room's door: a link without a seat behind it. Making it anew ends an older one.
import { linkOf } from '@/link/handed_link'

// The chair's alone: nobody else fetches it with the page.
const theApi = (): Promise<typeof import('@/link/api')> => import('@/link/api')

export class Door {
  readonly #meeting: string
  /// What the QR says; '' while the door is shut.
  address = $state('')

  constructor(meeting: string) {
    this.#meeting = meeting
  }

  /// Whether it stands open already: on another page, or before this one was loaded anew.
  async look(): Promise<void> {
    const { secret } = await (await theApi()).doorOf(this.#meeting)
    await this.#show(secret)
  }

  async open(): Promise<void> {
    const { secret } = await (await theApi()).openDoor(this.#meeting)
    await this.#show(secret)
  }

  async shut(): Promise<void> {
    await (await theApi()).closeDoor(this.#meeting)
    this.address = ''
  }

  async #show(secret: string): Promise<void> {
    const address = secret === '' ? '' : linkOf((await (await theApi()).about()).publicUrl, secret)
    this.address = address
  }
}
