import { describe, expect, it } from 'vitest'
import { rise } from '@/view/line/growing'

describe('above the virtual keyboard', () => {
  it('the line rises by what the keyboard covers of it', () => {
    expect(rise(840, { height: 500, offsetTop: 0, scale: 1 })).toBe(340)
    expect(rise(840, { height: 500, offsetTop: 100, scale: 1 })).toBe(240)
  })
  it('the line stays where it is when nothing covers it, and when one looks closely', () => {
    expect(rise(840, { height: 844, offsetTop: 0, scale: 1 })).toBe(0)
    expect(rise(840, { height: 400, offsetTop: 0, scale: 2 })).toBe(0)
  })
})
