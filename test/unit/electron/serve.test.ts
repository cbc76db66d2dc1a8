import type { IpcMain } from 'electron'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { serveAdmin } from '../../../electron/ipc/serve.ts'
import type { AdminApi } from '../../../gateway/contract/admin.ts'
import { GatewayError } from '../../../gateway/errors.ts'

type Handler = Parameters<IpcMain['handle']>[1]

/** The door with a single method behind it. */
function openDoor({ answer = async (_input: unknown): Promise<unknown> => 'fine', isOurs = true } = {}) {
  const handlers = new Map<string, Handler>()
  serveAdmin({
    ipcMain: { handle: (channel, handler) => void handlers.set(channel, handler) },
    admin: { readStatus: answer } as unknown as AdminApi,
    isOurPage: () => isOurs,
    log: pino({ level: 'silent' }),
  })
  const handler = handlers.get('gatehouse:admin')
  if (handler === undefined) throw new Error('nothing is served')
  return (...parameters: unknown[]) => Reflect.apply(handler, undefined, [{}, ...parameters])
}

const failure = (code: string) => ({ ok: false, error: expect.objectContaining({ code }) })

describe('the IPC door', () => {
  test('hands the input over and the answer back', async () => {
    const call = openDoor({ answer: async input => ({ got: input }) })
    expect(await call('readStatus', { a: 1 })).toEqual({ ok: true, value: { got: { a: 1 } } })
  })

  test('refuses whoever is not the page, before anything runs', async () => {
    let ran = false
    const call = openDoor({
      isOurs: false,
      answer: async () => {
        ran = true
      },
    })
    expect(await call('readStatus', {})).toEqual(failure('ipc_rejected'))
    expect(ran).toBe(false)
  })

  test.each([undefined, null, 1, {}, 'toString', 'constructor', '__proto__', 'readstatus'])(
    'knows no method %j',
    async method => {
      expect(await openDoor()(method, {})).toEqual(failure('admin_method_unknown'))
    },
  )

  test("keeps an error's code, message and detail", async () => {
    const call = openDoor({ answer: () => Promise.reject(new GatewayError('provider_unknown', { id: 'x' })) })
    expect(await call('readStatus', {})).toEqual({
      ok: false,
      error: {
        code: 'provider_unknown',
        message: 'No provider named "x" is set up.',
        detail: { id: 'x' },
      },
    })
  })

  test('turns amounts into decimal digits, as the HTTP door does', async () => {
    const error = new GatewayError('budget_exceeded', {
      budget: 'all/day',
      asked: { amount: 7n, unit: 'tokens' },
      left: { amount: 5n, unit: 'tokens' },
      limit: { amount: 20n, unit: 'tokens' },
      when: 'Soon.',
      resetsAtMs: null,
      retryAfterSeconds: 1,
      answer: '',
      answerTokens: 3,
      missingBound: '',
    })
    const call = openDoor({ answer: () => Promise.reject(error) })
    expect(await call('readStatus', {})).toMatchObject({
      error: {
        code: 'budget_exceeded',
        message:
          'The budget "all/day" has 5 tokens left of 20 tokens, and this request asks for 7 tokens. Soon.',
        detail: { left: { amount: '5', unit: 'tokens' }, resetsAtMs: null, retryAfterSeconds: 1 },
      },
    })
  })

  test('tells nothing of an error that is not of the table', async () => {
    const call = openDoor({ answer: () => Promise.reject(new Error('sk-canary leaked')) })
    const reply = await call('readStatus', {})
    expect(reply).toEqual(failure('internal'))
    expect(JSON.stringify(reply)).not.toContain('canary')
  })
})
