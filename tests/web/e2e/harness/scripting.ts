/// Stored scripts (S27): texts that would run, load or break out if any screen took them for more than text, and who
/// tells whether one did. The policy of the page stops most of them; that it had to is already a finding.
import type { Locator, Page } from '@playwright/test'

/// Each would call ran(), leave the page or ask another host. At most 64 units: they fit every field.
export const corpus: readonly string[] = [
  '<script>ran()</script>',
  '<img src=x onerror=ran()>',
  '<svg onload=ran()>',
  '"><img src=x onerror=ran()>',
  "'><svg/onload=ran()>",
  '"onfocus=ran() autofocus x="',
  "' onmouseover=ran() style='position:fixed;inset:0",
  'javascript:ran()',
  '[klik](javascript:ran())',
  '<a href="javascript:ran()">klik</a>',
  '![x](http://127.0.0.1:1/p.png)',
  '<iframe srcdoc="<script>parent.ran()</script>">',
  '</title><script>ran()</script>',
  '</style></textarea></script><script>ran()</script>',
  '<style>@import "http://127.0.0.1:1/a.css"</style>',
  '<math><mi xlink:href="javascript:ran()">klik</mi></math>',
  '&lt;img src=x onerror=ran()&gt;',
  '\\u003cimg src=x onerror=ran()\\u003e',
  '<base href="http://127.0.0.1:1/">',
  '<meta http-equiv=refresh content="0;url=http://127.0.0.1:1">',
  '<div style="background:url(http://127.0.0.1:1/p)">x</div>',
  '{{constructor.constructor("ran()")()}}${ran()}',
  '<template><img src=x onerror=ran()></template>',
  '<form action=//127.0.0.1:1><button autofocus>x</button></form>',
]

/// From here on the page notes what ran, what its policy stopped, and whom it asked.
export async function watch(page: Page): Promise<string[]> {
  const findings: string[] = []
  await page.exposeFunction('ran', () => findings.push('a stored script ran'))
  await page.exposeFunction('stopped', (what: string) => findings.push(`only the page's policy stopped ${what}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const told = (window as unknown as { stopped: (what: string) => void }).stopped
      told(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
  page.on('dialog', (dialog) => {
    findings.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (request.url().startsWith('http://127.0.0.1:1/')) findings.push(`a request: ${request.url()}`)
  })
  return findings
}

/// Elements and attributes that no screen of ours makes.
export async function strangers(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const never =
      'script:not([src^="/assets/"]), iframe, object, embed, base, math, template, meta[http-equiv], form[action]'
    const found = [...document.querySelectorAll(never)].map((element) => element.outerHTML.slice(0, 100))
    for (const element of document.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        const handler = name.startsWith('on')
        const address = /^(?:href|src|action|formaction|xlink:href)$/u.test(name)
        const ours = /^(?:\/|#|blob:|data:image\/)/u.test(value) || value.startsWith(`${location.origin}/`)
        if (handler || (address && !ours)) {
          found.push(`${element.tagName} ${name}=${value.slice(0, 60)}`)
        }
      }
    }
    return found
  })
}

/// Presses one of each sort of button that a screen shows, and of those in what it opens; then closes it again. What a press does
/// to the meeting does not matter here: what it shows does.
export async function pressEverything(page: Page, look: () => Promise<void>): Promise<void> {
  const pressed = new Set<string>()
  for (let presses = 0; presses < 60; ++presses) {
    const [button, sort] = await newButton(page, pressed)
    if (!button) break
    pressed.add(sort)
    await button.click({ timeout: 2_000 }).catch(() => undefined) // it may be gone or covered by now
    await look()
    if ((await newButton(page, pressed))[0] === undefined) await page.keyboard.press('Escape')
  }
}

async function newButton(page: Page, pressed: ReadonlySet<string>): Promise<[Locator | undefined, string]> {
  const open = page.locator('dialog[open]').last()
  const buttons = ((await open.count()) > 0 ? open : page).locator(
    'button:visible, summary:visible, [role=tab]:visible',
  )
  const sorts = await buttons.evaluateAll((all) =>
    all.map((one) => {
      const around = one.closest('[class*="svelte-"]:not(button)')?.getAttribute('class')
      const words = one.closest('[data-card]') ? '' : one.textContent.slice(0, 12)
      return `${one.tagName} ${one.getAttribute('class') ?? ''} in ${around ?? ''} ${words}`
    }),
  )
  const at = sorts.findIndex((sort) => !pressed.has(sort))
  return at < 0 ? [undefined, ''] : [buttons.nth(at), sorts[at] ?? '']
}
