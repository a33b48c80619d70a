/// Texts come out of a message as they went in. The decoder that protobuf takes by itself passes over a U+FEFF at the
/// start without a word: then a text is one place shorter here than on the server, and every edit of it lands wrong.
/// To be imported by whoever reads messages from bytes.
import { configureTextEncoding } from '@bufbuild/protobuf/wire'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const strictDecoder = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true })

configureTextEncoding({
  encodeUtf8: (text) => encoder.encode(text),
  decodeUtf8: (bytes, strict) => (strict ? strictDecoder : decoder).decode(bytes),
  checkUtf8: (text) => {
    try {
      encodeURIComponent(text)
      return true
    } catch {
      return false // half of a surrogate pair
    }
  },
})
