/// What a browser's store keeps is sealed. A store deletes by forgetting where something stands: the words stay readable on
/// the disk for long. Under a seal they are as good as gone when its key is; the key is the session's (SessionView), here
/// in memory alone, and after the session nobody gives it any more.
///
/// XChaCha20-Poly1305 in script, for WebCrypto will not do: it answers later, and a page that goes has no later; and on
/// plain http in a local network there is none.
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'

const kNonceBytes = 24
const kKeyBytes = 32

export class Seal {
  readonly #key: Uint8Array

  /// Nothing if these bytes are no key.
  static of(key: Uint8Array): Seal | undefined {
    return key.length === kKeyBytes ? new Seal(key) : undefined
  }
  /// Of this page alone: what it seals outlives it unreadable.
  static ofThisPage(): Seal {
    return new Seal(crypto.getRandomValues(new Uint8Array(kKeyBytes)))
  }
  private constructor(key: Uint8Array) {
    this.#key = key
  }

  /// `place`: where it is kept, so that nothing can be laid elsewhere.
  seal(place: string, plain: Uint8Array): Uint8Array<ArrayBuffer> {
    const nonce = crypto.getRandomValues(new Uint8Array(kNonceBytes))
    const closed = xchacha20poly1305(this.#key, nonce, bytesOf(place)).encrypt(plain)
    const sealed = new Uint8Array(kNonceBytes + closed.length)
    sealed.set(nonce)
    sealed.set(closed, kNonceBytes)
    return sealed
  }

  /// Nothing if it was sealed under another key or for another place, or was changed since.
  open(place: string, sealed: Uint8Array): Uint8Array | undefined {
    try {
      const nonce = sealed.subarray(0, kNonceBytes)
      return xchacha20poly1305(this.#key, nonce, bytesOf(place)).decrypt(sealed.subarray(kNonceBytes))
    } catch {
      return undefined
    }
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text)
}
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}
