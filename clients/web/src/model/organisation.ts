/// Which organisation somebody is of. People of one organisation see what is for it alone, so two are the same only if
/// their whole names are, but for capitals and spaces; nothing is recognised by a part of a name.
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

export interface Organisation {
  readonly id: string
  readonly name: string
}

const readableMax = 20
const hashDigits = 18 // with the readable part within the 40 signs of an id

function tidied(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/gu, ' ')
}

// Small letters and digits of the beginning, for whoever reads a log; it tells nobody apart.
function readable(name: string): string {
  const latin = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, readableMax)
    .replace(/^_+|_+$/g, '')
  return latin === '' ? 'o' : latin
}

/// The organisation of this name: one of those known, as it is written there, else a new one with an id of its whole
/// name. Without a name it is none.
export function organisationOf(name: string, known: readonly Organisation[]): Organisation {
  const whole = tidied(name)
  if (whole === '') return { id: '', name: '' }
  const same = known.find((each) => each.id !== '' && tidied(each.name).toLowerCase() === whole.toLowerCase())
  if (same) return { id: same.id, name: same.name }
  const hash = bytesToHex(sha256(utf8ToBytes(whole))).slice(0, hashDigits)
  return { id: `${readable(whole)}-${hash}`, name: whole }
}
