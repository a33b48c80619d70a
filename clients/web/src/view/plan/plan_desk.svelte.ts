/// What the parts of the plan's page share: the table they sit at, the hands that ask, what I chose of the view. Mine
/// alone, for as long as the page is open.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Horizon } from '@/model/plan'
import type { MeetingState } from '@/model/state'
import { clientSees } from '../card/client_sight'
import type { Deeds } from '../card/deeds.svelte'
import type { Notices } from '../meeting/notices.svelte'
import type { Table } from '../page/table.svelte'
import type { Making } from './plan_acts'
import { forTheRoom } from './plan_sheet'

export class PlanDesk {
  readonly table: Table
  readonly deeds: Deeds
  readonly notices: Notices
  sheet = $state('')
  /// Into which column the next step goes.
  horizon = $state<Horizon>('kort')
  domain = $state('')
  /// The chair names somebody without an account; taken by the field that asked.
  newcomer = $state.raw<((id: string) => void) | undefined>(undefined)
  /// The text of a card that was taken away while I wrote in it goes to the line.
  onToLine: ((text: string) => void) | undefined
  /// Brings me to a card where it stands on its sheet.
  onshow: (item: string) => void = () => undefined

  constructor(table: Table, deeds: Deeds, notices: Notices) {
    this.table = table
    this.deeds = deeds
    this.notices = notices
  }

  /// What the plan is drawn from: on the beamer only what the room may see.
  readonly board: MeetingState = $derived.by(() => {
    const { state, beamer } = this.table
    return beamer ? forTheRoom(state) : state
  })

  readonly asksNewcomer = (take: (id: string) => void): void => {
    this.newcomer = take
  }

  /// A card the client may not see is folded on a screen in the room he sits in.
  isFolded(item: Item): boolean {
    return this.table.foldsForClient && !clientSees(this.table.state, item) && !this.table.mine.unfolded.has(item.id)
  }

  /// Makes a card and what hangs on it; its id.
  make(making: Making, told: string): string {
    const { thing } = this.table.send(making.add)
    const after = making.then(thing)
    if (after.length > 0) this.deeds.ask(after, '')
    if (told !== '') this.table.mine.tell(told)
    return thing
  }
}
