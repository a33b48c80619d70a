/// The id of what an operation adds: computed here and by the server alike, so that nobody asks for ids and nobody can
/// ask which exist (proto/README.md).
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const idBytes = 12

/// base64url of the first 12 bytes of SHA-256(client, a zero byte, counter in decimal).
export function thingId(client: string, counter: bigint): string {
  const bytes = sha256(utf8ToBytes(`${client}\0${String(counter)}`))
  let id = ''
  for (let i = 0; i < idBytes; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (const shift of [18, 12, 6, 0]) id += digits.charAt((group >> shift) & 0x3f)
  }
  return id
}
