/// Why a connection ended and whether to come back: the table of proto/README.md.
import { Goodbye_ComeBack, type Goodbye } from '@/gen/meeting/v1/session_pb'

export type ComeBack = 'at_once' | 'later' | 'not'

/// What it means for a person: link expired or revoked, takes part no longer, this page is older than the server, the
/// meeting cannot be opened, too many connections, no room on the server's disk, a server that is busy, another reason of
/// the server's.
export type Why = 'link' | 'left' | 'version' | 'damaged' | 'full' | 'room' | 'busy' | 'other'

/// Why nothing can be saved for a while though the server is there; `again`: it took us in and sent us off many times.
export type Trouble = Exclude<Why, 'link' | 'left' | 'version'> | 'again'

/// The client id is no id, or another participant's: a new one is needed.
export const kClientRefused = 4002

const kTable: ReadonlyMap<number, readonly [ComeBack, Why]> = new Map([
  [1003, ['not', 'version']],
  [1008, ['not', 'other']],
  [1009, ['not', 'other']],
  [1012, ['at_once', 'other']],
  [4000, ['not', 'other']],
  [4001, ['not', 'link']],
  [4002, ['not', 'other']],
  [4003, ['not', 'left']],
  [4004, ['at_once', 'other']],
  [4005, ['not', 'other']],
  [4006, ['at_once', 'other']],
  [4007, ['at_once', 'other']],
  [4008, ['later', 'damaged']],
  [4009, ['later', 'full']],
  [4010, ['at_once', 'other']],
  [4011, ['not', 'other']],
  [4012, ['at_once', 'other']],
  [4013, ['not', 'left']],
  [4014, ['later', 'room']],
  [4015, ['later', 'busy']],
])

export interface Parting {
  readonly comeBack: ComeBack
  readonly why: Why
  readonly said: boolean // the server said so; otherwise the line broke
}

/// What keeps one out for a while. What ends a right, or asks for another page, is no matter of waiting.
export function troubleOf(why: Why): Trouble {
  return why === 'link' || why === 'left' || why === 'version' ? 'other' : why
}

/// What the server said last counts; where it could say nothing, the code of the closed socket; else the line broke.
export function parting(code: number, goodbye: Goodbye | undefined): Parting {
  const known = kTable.get(goodbye?.code ?? code)
  const why = known?.[1] ?? 'other'
  switch (goodbye?.comeBack) {
    case Goodbye_ComeBack.AT_ONCE:
      return { comeBack: 'at_once', why, said: true }
    case Goodbye_ComeBack.LATER:
      return { comeBack: 'later', why, said: true }
    case Goodbye_ComeBack.NOT:
      return { comeBack: 'not', why, said: true }
    default:
      return known ? { comeBack: known[0], why, said: true } : { comeBack: 'at_once', why, said: false }
  }
}
