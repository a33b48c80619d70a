/// The page as the real server hands it out to a real browser.
import { expect, test } from './harness/meeting'

test('S24: no screen asks anything of another host, and none breaks the policy it came with', async ({ meeting }) => {
  const { page, wire } = await meeting.visitor()
  const origin = wire.origin
  const elsewhere: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => {
    if (!/^(data|blob):/u.test(request.url()) && new URL(request.url()).origin !== origin) elsewhere.push(request.url())
  })
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== new URL(origin).host) elsewhere.push(socket.url())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/u.test(message.text())) complaints.push(message.text())
  })
  for (const screen of [
    '/',
    '/j',
    '/j#AAAAAAAAAAAAAAAAAAAAAA',
    '/r',
    `/m/${meeting.id}`,
    `/m/${meeting.id}/replay`,
    `/m/${meeting.id}/report`,
  ]) {
    await page.goto(screen)
    await expect(page.locator('#app')).not.toBeEmpty()
    await page.evaluate(() => document.fonts.ready)
  }
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
})

test('S23: a page can neither run a script of its own text, nor load one, nor be framed', async ({ meeting }) => {
  const { page } = await meeting.visitor()
  await page.goto('/')
  const ran = await page.evaluate(async () => {
    const seen: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective))
    const inline = document.createElement('script')
    inline.textContent = 'document.documentElement.dataset.ran = "inline"'
    document.body.append(inline)
    const foreign = document.createElement('img')
    foreign.src = 'http://127.0.0.1:1/pixel.png'
    document.body.append(foreign)
    const button = document.createElement('button')
    button.setAttribute('onclick', 'document.documentElement.dataset.ran = "handler"')
    document.body.append(button)
    button.click()
    const frame = document.createElement('iframe')
    frame.src = '/'
    document.body.append(frame)
    await fetch('http://127.0.0.1:1/').catch(() => undefined)
    // A frame is judged by another process, which takes its time when the machine is busy.
    const patience = Date.now() + 10_000
    while (new Set(seen).size < 5 && Date.now() < patience) await new Promise((later) => setTimeout(later, 20))
    return { ran: document.documentElement.dataset['ran'], seen }
  })
  expect(ran.ran).toBeUndefined()
  expect(new Set(ran.seen)).toEqual(
    new Set(['script-src-elem', 'script-src-attr', 'img-src', 'frame-src', 'connect-src']),
  )
})

test('the start says which web client it is, and a newer one has another name', async ({ meeting, server }) => {
  const { page } = await meeting.visitor()
  const version = async () => {
    await page.goto(server.origin)
    return await page.locator('meta[name=flipover-web]').getAttribute('content')
  }
  const first = await version()
  expect(first).toMatch(/^[0-9a-f]{16}$/u)
  await server.stop()
  await server.startAgain('same')
  expect(await version()).toBe(first)
  await server.stop()
  await server.startAgain('newer')
  expect(await version()).not.toBe(first)
})
