// The caller leaves: every phase of a request, in every format, streaming or not. A new format is covered by being in
// `formats` (test/support/gateway-rig.ts). How fast the provider is hung up on is abort.test.ts's.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Agent, buildConnector } from 'undici'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Certainty } from '../../gateway/contract/chat.ts'
import { openRawConnection, type RawConnection } from '../support/chat-clients.ts'
import { answerProperly } from '../support/fake-upstream/default-answer.ts'
import { type Behaviour, type Gate, gate, hang, send } from '../support/fake-upstream.ts'
import {
  chatBody,
  formats,
  type GatewayRig,
  openGatewayRig,
  paths,
  type RigFormat,
} from '../support/gateway-rig.ts'
import { rawRequest } from '../support/raw-http.ts'

let rig: GatewayRig
/** Connections to the provider wait here. */
let door: Gate

function openDoor(): Gate {
  const opened = gate()
  opened.open()
  return opened
}

beforeAll(async () => {
  door = openDoor()
  const connector = buildConnector({})
  const dispatcher = new Agent({
    connect: (options, callback) => void door.pass().then(() => connector(options, callback)),
    pipelining: 0, // each request has a connection of its own to wait for
  })
  rig = await openGatewayRig({ deps: { dispatcher } })
})
afterAll(() => rig[Symbol.asyncDispose]())

interface Cell {
  readonly caller: RawConnection
  readonly stream: boolean
  readonly format: RigFormat
  /** How many calls the provider had before, and how many answers it had billed. */
  readonly calls: number
  readonly billed: number
}

interface Phase {
  readonly name: string
  readonly behaviour: (stream: boolean) => Behaviour
  /** The last bytes of the request, which the caller does not send. */
  readonly keptBytes?: number
  readonly isDoorShut?: boolean
  /** Resolves when the exchange has come so far. */
  readonly reached: (cell: Cell) => Promise<unknown>
  /** Undefined: nothing was held yet, and there is no entry. */
  readonly settledAs: Readonly<Record<'stream' | 'whole', Certainty>> | undefined
}

/** The last event of a stream. */
const ends = {
  'openai-chat': 'data: [DONE]\n\n',
  'anthropic-messages': 'event: message_stop',
} as const satisfies Record<RigFormat, string>

const inFlight = async () => (await rig.gateway.admin.readStatus({})).requestsInFlight
const understood = ({ calls }: Cell) =>
  expect.poll(() => rig.calls()[calls]?.body.length ?? 0).toBeGreaterThan(0)

/** In pieces, so that its end does not follow from its length. */
const inPieces: Behaviour['answer'] = request => {
  const { body = [], ...answer } = answerProperly(request, { outputTokens: 12 })
  return { ...answer, body: typeof body === 'string' ? [Buffer.from(body)] : body }
}

const phases: readonly Phase[] = [
  {
    name: 'its body is being sent',
    behaviour: () => ({}),
    keptBytes: 10,
    reached: () => expect.poll(inFlight).toBe(1),
    settledAs: undefined,
  },
  {
    name: 'it holds money and waits for a connection',
    behaviour: () => ({}),
    isDoorShut: true,
    reached: () => door.reached,
    settledAs: { stream: 'none', whole: 'none' },
  },
  {
    name: 'headers are awaited',
    behaviour: () => ({ steps: [hang()] }),
    reached: understood,
    settledAs: { stream: 'estimated', whole: 'estimated' },
  },
  {
    name: 'part of the answer is there',
    behaviour: stream => ({ answer: inPieces, steps: [send(stream ? 1200 : 300), hang()] }),
    reached: cell => (cell.stream ? cell.caller.readUntil('data: ') : understood(cell)),
    settledAs: { stream: 'estimated', whole: 'estimated' },
  },
  {
    name: 'every byte is there, and the end is not',
    behaviour: () => ({ answer: inPieces, steps: [send(), hang()] }),
    reached: ({ caller, stream, format, billed }) =>
      stream
        ? caller.readUntil(ends[format])
        : expect.poll(() => rig.upstream.bill().length).toBe(billed + 1),
    settledAs: { stream: 'exact', whole: 'exact' },
  },
]

async function rowsSoFar(): Promise<number> {
  const { total } = await rig.gateway.admin.listRequests({ offset: 0, limit: 1 })
  return total
}

/** What the file says, not what the gateway remembers. */
function journalled(requestId: string) {
  const ledger = new Database(join(rig.gateway.homeDir, 'ledger.db'), { readonly: true })
  try {
    const holds = ledger.prepare('SELECT count(*) FROM holds').pluck().get()
    const entries = ledger
      .prepare('SELECT certainty, cost_nano_usd AS cost FROM entries WHERE request_id = ?')
      .all(requestId)
    return { holds, entries }
  } finally {
    ledger.close()
  }
}

describe.each(formats)('%s: the caller leaves', format => {
  describe.each([
    { stream: true, mode: 'stream' },
    { stream: false, mode: 'whole' },
  ] as const)('$mode', ({ stream, mode }) => {
    test.each(phases)('while $name', async ({ behaviour, keptBytes = 0, isDoorShut, reached, settledAs }) => {
      const before = await rig.money()
      const [calls, rows] = [rig.calls().length, (await rowsSoFar()) + 1]
      const billed = rig.upstream.bill().length
      rig.upstream.script(behaviour(stream))
      door = isDoorShut ? gate() : openDoor()
      const caller = await openRawConnection(rig.gateway.gatewayUrl)
      onTestFinished(() => caller.hangUp())
      const request = rawRequest({
        target: paths[format],
        host: rig.host,
        headers: [`authorization: Bearer ${rig.gateway.token}`, 'content-type: application/json'],
        body: JSON.stringify(chatBody(format, { stream })),
      })
      caller.send(request.subarray(0, request.length - keptBytes))
      await reached({ caller, stream, format, calls, billed })
      expect((await rig.money()).held > 0n).toBe(settledAs !== undefined)
      caller.hangUp()

      const row = await rig.newestRow(rows)
      door.open()
      const certainty = settledAs?.[mode] ?? 'none'
      expect(row).toMatchObject({ outcome: 'client-gone', certainty })
      const cost = Number(row.costNanoUsd)
      expect(cost > 0).toBe(certainty !== 'none')
      expect(await rig.money()).toEqual({ held: 0n, settled: before.settled + BigInt(cost) })
      await expect
        .poll(() => journalled(row.requestId))
        .toEqual({ holds: 0, entries: settledAs ? [{ certainty, cost }] : [] })
      expect(rig.calls()).toHaveLength(certainty === 'none' ? calls : calls + 1)
      if (certainty !== 'none') await expect.poll(() => rig.lastCall().abortedAtMs).toBeDefined()
    })
  })
})
