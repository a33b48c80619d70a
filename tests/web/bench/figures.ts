/// Numbers as they are printed.
import { gzipSync } from 'node:zlib'

export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? NaN
}

export function spread(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (part: number): string => percentile(sorted, part).toFixed(0)
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, max ${at(1)} ms (${values.length})`
}

export const gzip = (bytes: Uint8Array): number => gzipSync(bytes).length
export const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
