import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BadInputRig, expectRefusal, openBadInputRig, paths } from '../support/bad-input-rig.ts'
import { rawRequest, sendRaw } from '../support/raw-http.ts'

interface Door {
  readonly name: string
  /** One that is always answered with 200, without and with a body. */
  readonly get: string
  readonly post: {
    readonly target: string
    readonly headers: () => readonly string[]
    readonly body: () => string
  }
  readonly origin: () => string
}

let rig: BadInputRig
let port: number
let otherPort: number

const dashboardDir = mkdtempSync(join(tmpdir(), 'gatehouse-dashboard-'))
writeFileSync(join(dashboardDir, 'index.html'), '<!doctype html>')

beforeAll(async () => {
  rig = await openBadInputRig({ deps: { dashboardDir } })
})
afterAll(async () => {
  await rig.close()
  rmSync(dashboardDir, { recursive: true })
})

const doors: readonly Door[] = [
  {
    name: 'gateway',
    get: '/healthz',
    post: {
      target: paths['openai-chat'],
      headers: () => [`authorization: Bearer ${rig.gateway.token}`],
      body: () => rig.validBody('openai-chat'),
    },
    origin: () => rig.gateway.gatewayUrl,
  },
  {
    name: 'admin',
    get: '/',
    post: {
      target: '/api/readStatus',
      headers: () => [`authorization: Bearer ${rig.adminToken}`],
      body: () => '{}',
    },
    origin: () => rig.gateway.adminUrl,
  },
]

describe.for(doors)('on the $name port', door => {
  beforeAll(() => {
    const own = new URL(door.origin()).port
    const both = [rig.gateway.gatewayUrl, rig.gateway.adminUrl].map(url => new URL(url).port)
    port = Number(own)
    otherPort = Number(both.find(one => one !== own))
  })

  const filled = (text: string) =>
    text.replaceAll('PORT', String(port)).replaceAll('OTHER', String(otherPort))

  /** The same lines on a GET and on a POST: `passed`, or the code of the refusal. */
  async function ask(lines: readonly string[]): Promise<readonly string[]> {
    const host = lines.some(line => /^host:/i.test(line)) ? [] : ['host: 127.0.0.1:PORT']
    const { get, post } = door
    const head = (method: string, target: string, more: readonly string[]) =>
      [`${method} ${target} HTTP/1.1`, ...host, ...lines, ...more, '', ''].map(filled).join('\r\n')
    const body = post.body()
    const requests = [
      head('GET', get, []),
      head('POST', post.target, [
        ...post.headers(),
        'content-type: application/json',
        `content-length: ${body.length}`,
      ]) + body,
    ]
    return Promise.all(
      requests.map(async bytes => {
        const { answers } = await sendRaw(door.origin(), bytes)
        const { status, body = Buffer.alloc(0) } = answers[0] ?? { status: 0 }
        return status === 200 ? 'passed' : `${status} ${JSON.parse(body.toString()).error.code}`
      }),
    )
  }

  const passed = ['passed', 'passed']
  const wrongHost = ['403 host_forbidden', '403 host_forbidden']
  const wrongOrigin = ['403 origin_forbidden', '403 origin_forbidden']

  test.for([
    [['host: 127.0.0.1:PORT'], passed],
    [['host: localhost:PORT'], passed],
    [['host: [::1]:PORT'], passed],
    [['Host:127.0.0.1:PORT'], passed],
    [['host: 127.0.0.1'], wrongHost],
    [['host: localhost'], wrongHost],
    [['host: 127.0.0.1:OTHER'], wrongHost],
    [['host: 127.0.0.1:0PORT'], wrongHost],
    [['host: 127.0.0.1:PORT '], passed], // white space around a value is no part of it
    [['host: 127.0.0.2:PORT'], wrongHost],
    [['host: 0.0.0.0:PORT'], wrongHost],
    [['host: 2130706433:PORT'], wrongHost],
    [['host: 0x7f.1:PORT'], wrongHost],
    [['host: localhost.:PORT'], wrongHost],
    [['host: localhost.example:PORT'], wrongHost],
    [['host: attacker.example:PORT'], wrongHost],
    [['host: attacker.example'], wrongHost],
    [['host: 127.0.0.1:PORT.attacker.example'], wrongHost],
    [['host: user@127.0.0.1:PORT'], wrongHost],
    [['host: 127.0.0.1:PORT, attacker.example'], wrongHost],
    [['host: attacker.example', 'x-forwarded-host: 127.0.0.1:PORT'], wrongHost],
    [['host:'], wrongHost],
    [['host: 127.0.0.1:PORT', 'host: attacker.example'], wrongHost],
    [['host: attacker.example', 'host: 127.0.0.1:PORT'], wrongHost],
    [['host: 127.0.0.1:PORT', 'Host: 127.0.0.1:PORT'], wrongHost],
  ] as const)('%j: %j', async ([lines, expected]) => {
    expect(await ask(lines)).toEqual(expected)
  })

  test.for([
    [['origin: http://127.0.0.1:PORT'], passed],
    [['origin: http://localhost:PORT'], passed],
    [['origin: http://[::1]:PORT'], passed],
    [['origin: null'], wrongOrigin],
    [['origin:'], wrongOrigin],
    [['origin: http://127.0.0.1:OTHER'], wrongOrigin],
    [['origin: http://127.0.0.1'], wrongOrigin],
    [['origin: https://127.0.0.1:PORT'], wrongOrigin],
    [['origin: http://127.0.0.1:PORT/'], wrongOrigin],
    [['origin: HTTP://127.0.0.1:PORT'], wrongOrigin],
    [['origin: http://attacker.example'], wrongOrigin],
    [['origin: http://attacker.example:PORT'], wrongOrigin],
    [['origin: http://localhost:PORT.attacker.example'], wrongOrigin],
    [['origin: file://'], wrongOrigin],
    [['origin: app://gatehouse'], wrongOrigin],
    [['origin: vscode-webview://x'], wrongOrigin],
    [['origin: chrome-extension://x'], wrongOrigin],
    [['origin: http://127.0.0.1:PORT http://attacker.example'], wrongOrigin],
    [['origin: http://127.0.0.1:PORT', 'origin: http://attacker.example'], wrongOrigin],
    [['origin: http://attacker.example', 'origin: http://127.0.0.1:PORT'], wrongOrigin],
  ] as const)('%j: %j', async ([lines, expected]) => {
    expect(await ask(lines)).toEqual(expected)
  })

  test.for([
    [['sec-fetch-site: none'], passed],
    [['sec-fetch-site: same-origin'], passed],
    [['sec-fetch-site: same-site'], wrongOrigin],
    [['sec-fetch-site: cross-site'], wrongOrigin],
    [['sec-fetch-site: Cross-Site'], wrongOrigin],
    [['sec-fetch-site: new-value'], wrongOrigin],
    [['sec-fetch-site:'], wrongOrigin],
    [['sec-fetch-site: none', 'sec-fetch-site: cross-site'], wrongOrigin],
    [['origin: http://127.0.0.1:PORT', 'sec-fetch-site: same-origin'], passed],
    [['origin: http://127.0.0.1:PORT', 'sec-fetch-site: cross-site'], wrongOrigin],
    [['origin: http://127.0.0.1:PORT', 'sec-fetch-site: same-site'], wrongOrigin],
    [['origin: http://attacker.example', 'sec-fetch-site: same-origin'], wrongOrigin],
    [['origin: null', 'sec-fetch-site: none'], wrongOrigin],
    [
      ['host: attacker.example:PORT', 'origin: http://attacker.example:PORT', 'sec-fetch-site: same-origin'],
      wrongHost,
    ],
  ] as const)('%j: %j', async ([lines, expected]) => {
    expect(await ask(lines)).toEqual(expected)
  })

  test('a target that names a host is a request for a proxy, whatever the Host says', async () => {
    for (const base of ['http://attacker.example', door.origin(), 'file://', '//attacker.example']) {
      const { answers } = await sendRaw(
        door.origin(),
        rawRequest({ method: 'GET', target: base + door.get, host: `127.0.0.1:${port}` }),
      )
      expect(answers[0]?.status).toBe(base.startsWith('//') ? 404 : 403)
    }
  })

  test('CONNECT opens no tunnel', async () => {
    const bytes = `CONNECT attacker.example:443 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`
    const { answers, closed, rest } = await sendRaw(door.origin(), bytes)
    expect({ answers, closed, rest: rest.length }).toEqual({ answers: [], closed: true, rest: 0 })
  })

  test('an upgrade to a WebSocket is not made', async () => {
    const lines = [
      'connection: upgrade',
      'upgrade: websocket',
      'sec-websocket-version: 13',
      'sec-websocket-key: eA==',
    ]
    expect(await ask(lines)).toEqual(passed)
  })

  test.for(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'POST'])(
    'the gate stands before every route and method, unknown ones and those that cannot be decoded: %s',
    async method => {
      for (const target of ['/', '/nothing', '/%zz', '/v1/models', '/api/readStatus', '/assets/x.js']) {
        const bytes = rawRequest({ method, target, host: 'attacker.example' })
        const { answers } = await sendRaw(door.origin(), bytes, { head: method === 'HEAD' })
        expect(answers[0]?.status).toBe(403)
      }
    },
  )

  test('no answer allows a web page anything, whatever it asks', async () => {
    const lines = [
      'origin: http://attacker.example',
      'access-control-request-method: POST',
      'access-control-request-headers: authorization',
      'access-control-request-private-network: true',
    ]
    for (const method of ['OPTIONS', 'GET', 'POST']) {
      for (const headers of [lines, []]) {
        const { answers } = await sendRaw(
          door.origin(),
          rawRequest({ method, target: door.get, host: `127.0.0.1:${port}`, headers }),
        )
        const names = Object.keys(answers[0]?.headers ?? {})
        expect(names.filter(name => name.startsWith('access-control-'))).toEqual([])
      }
    }
  })
})

test('only / and GET /healthz are answered without a token', async () => {
  const ask = async (method: string, target: string) => {
    const { answers } = await sendRaw(
      rig.gateway.gatewayUrl,
      rawRequest({ method, target, host: rig.host }),
      {
        head: method === 'HEAD',
      },
    )
    return `${answers[0]?.status} ${answers[0]?.body}`
  }
  expect(await ask('HEAD', '/')).toBe('200 ')
  expect(await ask('GET', '/')).toMatch(/^200 Gatehouse, /)
  expect(await ask('GET', '/healthz')).toBe('200 {"ok":true}')
  expect(await ask('GET', '/v1/models')).toMatch(/^401 /)
  expect(await ask('GET', '/models')).toMatch(/^401 /)
})

test('the same gate stands on [::1]', async context => {
  const url = rig.gateway.gatewayUrl.replace('127.0.0.1', '[::1]')
  const ask = (host: string) =>
    sendRaw(url, rawRequest({ method: 'GET', target: '/nothing', host })).catch(() => undefined)
  const own = await ask(rig.host)
  if (own === undefined) return context.skip('this machine has no IPv6')
  expectRefusal(own.answers[0], 'openai-chat', 404)
  expectRefusal((await ask('attacker.example'))?.answers[0], 'openai-chat', 403)
})
