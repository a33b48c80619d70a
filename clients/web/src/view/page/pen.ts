/// The pen of a free page: strokes as the log holds them (x, y in thousandths of the page, pressure), and as one outline
/// each. Pure, over perfect-freehand.
import { getStroke } from 'perfect-freehand'
import type { Stroke } from '@/gen/meeting/v1/checkpoint_pb'

/// As an index into these a colour stands in the log; no. 0 for what a later client may add. Names are in words/page.ts.
export const colours = ['var(--ink)', '#2a3f9b', '#8c2f1b', '#1f5c37'] as const
export const widths = { thin: 3, thick: 9 } as const // thousandths of the page's width

/// A stroke longer than this goes on as another: a message has its limits.
export const numbersMax = 3990 // x, y, pressure, of which the server takes 4,000 points
/// While it is drawn, others see its end.
export const shownNumbersMax = 399

/// The page is this much wider than high, everywhere, so that a place means the same on every screen.
export const pageShape = 1.5

const nearest = 1.2 // thousandths; nearer than this to the last point says nothing

/// Adds a point, unless it is as good as the last one. Pressure 0 to 1; 0.5 for what has none.
export function withPoint(points: readonly number[], x: number, y: number, pressure: number): readonly number[] {
  const [lastX, lastY] = [points.at(-3), points.at(-2)]
  if (lastX !== undefined && lastY !== undefined && Math.hypot(x - lastX, (y - lastY) / pageShape) < nearest)
    return points
  const within = (value: number): number => Math.round(Math.max(-10_000, Math.min(10_000, value)))
  return [...points, within(x), within(y), Math.round(Math.max(0, Math.min(1, pressure)) * 1000)]
}

export function isFull(points: readonly number[]): boolean {
  return points.length >= numbersMax
}

/// The last points, few enough for Presence.
export function tail(points: readonly number[]): readonly number[] {
  return points.length <= shownNumbersMax ? points : points.slice(points.length - shownNumbersMax)
}

/// An SVG path in a box 1000 wide and 1000 / pageShape high.
export function outline(points: readonly number[], width: number): string {
  const inputs: [number, number, number][] = []
  for (let i = 0; i + 2 < points.length; i += 3) {
    inputs.push([points[i] ?? 0, (points[i + 1] ?? 0) / pageShape, (points[i + 2] ?? 0) / 1000])
  }
  const edge = getStroke(inputs, {
    size: width,
    thinning: 0.5,
    smoothing: 0.5,
    streamline: 0.4,
    simulatePressure: false,
  })
  const [first, ...rest] = edge
  if (!first) return ''
  const at = ([x = 0, y = 0]: readonly number[]): string => `${x.toFixed(1)} ${y.toFixed(1)}`
  return `M${at(first)}${rest.map((point) => `L${at(point)}`).join('')}Z`
}

const known = new WeakMap<Stroke, string>()
/// A stroke never changes: its outline is computed once.
export function outlineOf(stroke: Stroke): string {
  const there = known.get(stroke)
  if (there !== undefined) return there
  const made = outline(stroke.points, stroke.width)
  known.set(stroke, made)
  return made
}

export interface Spot {
  readonly x: number
  readonly y: number
}

/// Whether the eraser, wiped from one spot to another (thousandths), comes within reach of a stroke: of its lines too, for
/// a quick hand leaves its points far apart.
export function touches(points: readonly number[], from: Spot, to: Spot, reach: number): boolean {
  const spots: Spot[] = []
  for (let i = 0; i + 2 < points.length; i += 3) spots.push(square({ x: points[i] ?? 0, y: points[i + 1] ?? 0 }))
  const [a, b] = [square(from), square(to)]
  return spots.some((spot, i) => {
    const last = spots[i - 1] ?? spot
    return cross(last, spot, a, b) || beside(last, spot, a, b) <= reach
  })
}

// In the same measure both ways.
function square({ x, y }: Spot): Spot {
  return { x, y: y / pageShape }
}
// The nearest that an end of one line comes to the other line.
function beside(a: Spot, b: Spot, c: Spot, d: Spot): number {
  return Math.min(toLine(a, c, d), toLine(b, c, d), toLine(c, a, b), toLine(d, a, b))
}
function toLine(spot: Spot, from: Spot, to: Spot): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : ((spot.x - from.x) * dx + (spot.y - from.y) * dy) / length
  const at = Math.max(0, Math.min(1, along))
  return Math.hypot(spot.x - from.x - at * dx, spot.y - from.y - at * dy)
}
function cross(a: Spot, b: Spot, c: Spot, d: Spot): boolean {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}
function side(a: Spot, b: Spot, spot: Spot): number {
  return Math.sign((b.x - a.x) * (spot.y - a.y) - (b.y - a.y) * (spot.x - a.x))
}
