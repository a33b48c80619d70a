/// Whether a page fits its screen: no scrolling sideways, nothing that keeps its place on a short screen, everything that can be
/// pressed in reach, and large enough for a finger. Each answers with sentences about what does not.
import type { Page } from '@playwright/test'

export const phone = { width: 320, height: 640 }
/// A screen of 1280 by 1024 at 400 %, in CSS pixels.
export const enlarged = { width: 320, height: 256 }
export const touch = { width: 390, height: 844 }
export const target = 44 // px, both ways

// Two frames: one in which the page finds its new size, one in which it is drawn.
export async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size)
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

/// What stands wider than the screen, when the page scrolls sideways.
export async function sideways(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return []
    const wide = [...document.body.querySelectorAll('*')].filter((one) => {
      if (!one.checkVisibility()) return false
      for (let at: Element | null = one.parentElement; at && at !== document.body; at = at.parentElement) {
        if (getComputedStyle(at).overflowX !== 'visible') return false
      }
      return one.getBoundingClientRect().right > innerWidth + 1
    })
    const told = wide.map((one) => `${one.tagName}.${one.getAttribute('class') ?? ''} ${one.textContent.slice(0, 30)}`)
    return [`${document.documentElement.scrollWidth} px wide: ${told.slice(0, 4).join(' | ')}`]
  })
}

/// What keeps its place while the page scrolls, and so takes room that there is not. A window over the page is no such thing.
export async function fixed(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.body.querySelectorAll('*')]
      .filter((one) => {
        const { position, bottom, top } = getComputedStyle(one)
        const keeps = position === 'fixed' || (position === 'sticky' && (bottom !== 'auto' || top !== 'auto'))
        return keeps && one.checkVisibility() && one.closest('dialog, [popover]') === null
      })
      .map((one) => `${one.tagName}.${one.getAttribute('class') ?? ''} keeps its place`),
  )
}

/// What one can press but cannot bring into sight, or what lies under something else when it is. A list that is open lies
/// over what is behind it until one chose.
export async function unreachable(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const open = [...document.querySelectorAll('dialog[open]:modal, [popover]:popover-open')].at(-1) ?? document.body
    const found: string[] = []
    for (const one of open.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary')) {
      const shown = one.checkVisibility({ visibilityProperty: true }) && one.closest('[inert], .heard, .skip') === null
      if (!shown || one.matches('.heard')) continue
      one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
      const { left, top, width, height } = one.getBoundingClientRect()
      const [x, y] = [left + width / 2, top + height / 2]
      const there = document.elementFromPoint(x, y)
      const inSight = x >= 0 && x < innerWidth && y >= 0 && y < innerHeight
      const free =
        there !== null && (one.contains(there) || there.contains(one) || there.closest('label')?.contains(one))
      const said = `${one.tagName}.${one.getAttribute('class') ?? ''} ${(one.getAttribute('aria-label') ?? one.textContent).slice(0, 30)}`
      if (!inSight) found.push(`${said} cannot be brought into sight (${Math.round(x)}, ${Math.round(y)})`)
      else if (!free && !there?.closest('[role=listbox]'))
        found.push(`${said} lies under ${there?.tagName}.${there?.getAttribute('class') ?? ''}`)
    }
    scrollTo(0, 0)
    return found
  })
}

/// What a finger presses and is too small for it; a link in a sentence may be as high as its sentence.
export async function tooSmall(page: Page, least: number): Promise<string[]> {
  return await page.evaluate((least) => {
    if (!matchMedia('(pointer: coarse)').matches) return ['this is no touch screen']
    const open = [...document.querySelectorAll('dialog[open]:modal, [popover]:popover-open')].at(-1) ?? document.body
    const found = new Set<string>()
    const pressed = 'button, a[href], input, select, textarea, summary, [role=tab], [role=option]'
    for (const one of open.querySelectorAll<HTMLElement>(pressed)) {
      if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('[inert]')) continue
      // The bands of the replay are as wide as the steps took long; the list beside them leads to the same.
      if (one.matches('.band')) continue
      if (one.matches('a') && getComputedStyle(one).display === 'inline') continue
      const label = one.matches('input[type=radio], input[type=checkbox]') ? one.closest('label') : null
      const { width, height } = (label ?? one).getBoundingClientRect()
      if (width === 0 || (width > least - 0.6 && height > least - 0.6)) continue
      const around = one.closest('[class*=svelte-]:not(button, input, select, a)')?.getAttribute('class') ?? ''
      const words = (one.getAttribute('aria-label') ?? (label ?? one).textContent).trim().slice(0, 25)
      found.add(
        `${one.tagName}.${one.getAttribute('class') ?? ''} “${words}” in ${around}: ${Math.round(width)} x ${Math.round(height)}`,
      )
    }
    return [...found]
  }, least)
}
