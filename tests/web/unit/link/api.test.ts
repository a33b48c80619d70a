import { afterEach, describe, expect, it, vi } from 'vitest'
import * as api from '@/link/api'

interface Call {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

let calls: Call[] = []
function answers(status: number, body: string): void {
  calls = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const sent = typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined
    calls.push({ method: init.method ?? '', path, body: sent })
    return Promise.resolve(new Response(body, { status }))
  })
}

describe('the JSON API', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('asks and answers in protobuf’s JSON form', async () => {
    answers(200, '{"meeting":"m1","plannedStartMs":"1800000000000","newer":[1]}')
    const made = await api.createMeeting({ caseId: 'c1', title: 'Overleg', plannedStartMs: 5n })
    expect(made).toMatchObject({ meeting: 'm1', plannedStartMs: 1800000000000n })
    const body = { caseId: 'c1', title: 'Overleg', plannedStartMs: '5' }
    expect(calls).toEqual([{ method: 'POST', path: '/api/v1/meetings', body }])
  })

  it('puts what comes from elsewhere safely in an address, and a secret in none', async () => {
    answers(200, '{}')
    await api.records('a/b?c', 7n)
    await api.preview('m1', 'blad 1')
    await api.stateAtTime('m1', Date.UTC(2026, 0, 2, 3, 4, 5))
    await api.leave('m&1')
    await api.look('geheim')
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/v1/meetings/a%2Fb%3Fc/records?from=7',
      'GET /api/v1/meetings/m1/preview?sheet=blad%201',
      'GET /api/v1/meetings/m1/state?time=2026-01-02T03%3A04%3A05.000Z',
      'DELETE /api/v1/session?meeting=m%261',
      'POST /api/v1/session/look',
    ])
    expect(calls.at(-1)?.body).toEqual({ secret: 'geheim' })
  })

  it('lets nothing into a body that may not stand in a text, whatever is asked', async () => {
    answers(200, '{}')
    await api.createMeeting({ caseId: 'c1', title: '\ufeffOverleg' })
    await api.appointChair('m1', { participant: 'p3', reason: '\ufeffAyse is ziek,\r\nal dagen' })
    await api.answerKnock('m1', 'k1', { admit: true, role: '\ufeffpartner' })
    await api.pairScreen('m1', '\ufeffABCD')
    expect(calls.map(({ body }) => body)).toEqual([
      { caseId: 'c1', title: 'Overleg' },
      { participant: 'p3', reason: 'Ayse is ziek,\nal dagen' },
      { admit: true, role: 'partner' },
      { code: 'ABCD' },
    ])
  })

  it('tells the server’s no by its code and words', async () => {
    answers(404, '{"code":"link_unknown","words":{"nl":"Deze link werkt niet.","en":"This link does not work."}}')
    const refused = api.look('x')
    await expect(refused).rejects.toBeInstanceOf(api.ApiError)
    await expect(refused).rejects.toMatchObject({
      status: 404,
      code: 'link_unknown',
      words: { nl: 'Deze link werkt niet.' },
    })
  })

  it('tells a network that is gone, a proxy’s page and an answer cut short apart', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')))
    await expect(api.about()).rejects.toMatchObject({ status: 0, code: '' })
    answers(502, '<html>Bad gateway</html>')
    await expect(api.about()).rejects.toMatchObject({ status: 502, code: '' })
    answers(200, '{"publicUrl":"htt')
    await expect(api.about()).rejects.toMatchObject({ status: 200, code: 'unreadable' })
  })
})
