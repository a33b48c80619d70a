/// The id of what an operation adds: computed here and by the server alike, so that nobody asks for ids and nobody can
/// ask which exist (proto/README.md).
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const idBytes = 12

// base64url of 12 bytes, from `start` on, of SHA-256(client, a zero byte, counter in decimal).
function nameOf(client: string, counter: bigint, start: number): string {
  const bytes = sha256(utf8ToBytes(`${client}\0${String(counter)}`))
  let id = ''
  for (let i = start; i < start + idBytes; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (const shift of [18, 12, 6, 0]) id += digits.charAt((group >> shift) & 0x3f)
  }
  return id
}

/// Of the first 12 bytes.
export function thingId(client: string, counter: bigint): string {
  return nameOf(client, counter, 0)
}

/// Of the next 12: as good as chance to everybody who does not know the client id. It salts order keys.
export function orderSalt(client: string, counter: bigint): string {
  return nameOf(client, counter, idBytes)
}
