/// How a report calls things: people, kinds, terms and moments, in its language. The same names as the server's report
/// (server/meeting/minutes_names.cc); an id without a name is shown itself.
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { Field_Type, type Label } from '@/gen/meeting/v1/method_pb'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { kindOf, phaseOf, roleOf, termOf } from './charter'
import { nameOf } from './people'
import type { MeetingState } from './state'

export type ReportLanguage = 'nl' | 'en'

/// Plain words for the client: his names of kinds, phases and regions where the meeting has them.
export type ReportReader = 'professional' | 'client'

// These meetings are held in the Netherlands, wherever the report is read.
const zone = 'Europe/Amsterdam'

export class ReportNames {
  constructor(
    readonly state: MeetingState,
    readonly language: ReportLanguage,
    readonly reader: ReportReader = 'professional',
  ) {}

  /// One of two words of the report itself.
  pick(nl: string, en: string): string {
    return this.language === 'en' ? en : nl
  }

  label(label: Label | undefined): string {
    if (!label) return ''
    return (this.language === 'en' && label.en) || label.nl
  }

  #plain(plain: Label | undefined, usual: Label | undefined): string {
    return (this.reader === 'client' && this.label(plain)) || this.label(usual)
  }

  person(id: string): string {
    return id === '' ? this.pick('onbekend', 'unknown') : nameOf(this.state, id) || id
  }

  role(id: string): string {
    return this.label(roleOf(this.state, id)?.name) || id
  }

  kind(id: string): string {
    const kind = kindOf(this.state, id)
    return this.#plain(kind?.clientName, kind?.name) || id
  }

  term(set: string, id: string): string {
    return this.label(termOf(this.state, set, id)?.name) || id
  }

  phase(id: string): string {
    const phase = phaseOf(this.state, id)
    return this.#plain(phase?.clientName, phase?.name) || id
  }

  region(phase: string, id: string): string {
    const region = phaseOf(this.state, phase)?.regions.find((one) => one.id === id)
    return this.#plain(region?.clientName, region?.name)
  }

  fieldName(item: Item, field: string): string {
    return this.label(kindOf(this.state, item.kind)?.fields.find((one) => one.id === field)?.name) || field
  }

  /// A field's values as people read them, joined.
  field(item: Item, field: string): string {
    const known = kindOf(this.state, item.kind)?.fields.find((one) => one.id === field)
    const values = item.fields.find((one) => one.field === field)?.values ?? []
    return values
      .map((value) => {
        switch (known?.type) {
          case Field_Type.PARTICIPANT:
            return this.person(value)
          case Field_Type.TERM:
            return this.term(known.set, value)
          case Field_Type.DATE:
            return this.calendarDate(value)
          case Field_Type.YES_NO:
            return value === 'ja' ? this.pick('ja', 'yes') : this.pick('nee', 'no')
          default:
            return value
        }
      })
      .join(', ')
  }

  location(location: Arrive_Location): string {
    switch (location) {
      case Arrive_Location.ROOM:
        return this.pick('in de zaal', 'in the room')
      case Arrive_Location.REMOTE:
        return this.pick('op afstand', 'remote')
      case Arrive_Location.NO_DEVICE:
        return this.pick('in de zaal, zonder eigen apparaat', 'in the room, without a device')
      default:
        return ''
    }
  }

  /// 16 maart 2027
  date(ms: bigint): string {
    return this.#day(Number(ms), zone)
  }

  /// 2027-03-16
  isoDate(ms: bigint): string {
    // Sweden writes its days so.
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(Number(ms))
  }

  /// 09:05
  clock(ms: bigint): string {
    return new Intl.DateTimeFormat('nl', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    }).format(Number(ms))
  }

  /// 2027-03-25 as 25 maart 2027; anything else as it is.
  calendarDate(iso: string): string {
    const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso)
    const ms = parts ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN
    return Number.isNaN(ms) ? iso : this.#day(ms, 'UTC')
  }

  #day(ms: number, timeZone: string): string {
    const locale = this.language === 'en' ? 'en-GB' : 'nl'
    return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(ms)
  }
}
