/// The files in a zip, for tests that look into a Word document: no library of ours reads one.
import { inflateRawSync } from 'node:zlib'

const kEntry = 0x02014b50 // of the directory at the end
const kEnd = 0x06054b50

export function unzipped(zip: Buffer): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  let end = zip.length - 22
  while (zip.readUInt32LE(end) !== kEnd) --end
  let at = zip.readUInt32LE(end + 16)
  while (zip.readUInt32LE(at) === kEntry) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const [name, extra, comment] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32)]
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(from, from + size)
    files.set(
      zip.toString('utf8', at + 46, at + 46 + name),
      (method === 0 ? bytes : inflateRawSync(bytes)).toString('utf8'),
    )
    at += 46 + name + extra + comment
  }
  return files
}
