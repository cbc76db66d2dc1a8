// Makes attempts as the pipeline does, up to the state that a test needs. No network and no ledger are involved.
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { pino } from 'pino'
import { Attempt } from '../../gateway/attempts/attempt.ts'
import type { Provider } from '../../gateway/catalog/provider-registry.ts'
import type { RequestFacts } from '../../gateway/chat/request-facts.ts'
import { noTriggers } from '../../gateway/chat/request-triggers.ts'
import { nanoUsd, type RequestId } from '../../gateway/contract/units.ts'
import { Exchange } from '../../gateway/exchange.ts'
import type { WireFormat } from '../../gateway/formats/index.ts'
import { standardTerms } from '../../gateway/pricing/bill.ts'
import { adapterOf } from '../../gateway/providers/index.ts'
import { sandbox } from '../../gateway/providers/sandbox.ts'
import type { HoldRecord } from '../../gateway/storage/ledger-records.ts'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import type { RequestCount } from '../../gateway/tokens/request-layout.ts'
import { TextTally } from '../../gateway/tokens/text-tally.ts'

const log = pino({ level: 'silent' })
const encoding = await openEncodings().get('o200k_base')

export function providerOf(kind: string, baseUrl = 'https://provider.test'): Provider {
  const adapter = kind === sandbox.kind ? sandbox : adapterOf(kind)
  if (!adapter) throw new Error(`There is no kind of provider named ${kind}`)
  const record = { id: kind, kind, baseUrl, addedAtMs: 0, modelsFetchedAtMs: null, modelsError: null }
  return { record, adapter, keys: [], models: [], listed: new Set(), endpoints: {} }
}

export function newTally(ratio = 1): TextTally {
  return new TextTally({
    encoding,
    ratio,
    allowance: { take: () => true },
    countLater: () => Promise.resolve(undefined),
    estimatedAtMostTokens: 1e9,
  })
}

export interface ExchangeOptions {
  readonly requestId?: RequestId
  readonly format?: WireFormat
  readonly headers?: Readonly<Record<string, string>>
  readonly clock?: { readonly now: () => number; readonly monotonicMs: () => number }
}

/** An exchange whose caller is not on any network. */
export function newExchange(options: ExchangeOptions = {}): Exchange {
  const { format = 'openai-chat', headers = {}, clock = { now: Date.now, monotonicMs: () => 0 } } = options
  const { requestId = 'req_1' as RequestId } = options
  const request = new IncomingMessage(new Socket())
  Object.assign(request.headers, headers)
  const inbound = { requestId, format, request, reply: new ServerResponse(request) }
  return new Exchange(inbound, clock, log)
}

export interface AttemptOptions extends ExchangeOptions {
  /** The exchange that the attempt belongs to. If it is left out, a new one is made. */
  readonly exchange?: Exchange
  readonly kind?: string
  readonly model?: string
  readonly facts?: Partial<RequestFacts>
  readonly counted?: Partial<RequestCount>
  readonly inputTokens?: number
}

export function newAttempt(options: AttemptOptions = {}): Attempt {
  const { format = 'openai-chat', kind = 'openai', model = 'm', facts, counted, inputTokens = 100 } = options
  return new Attempt(options.exchange ?? newExchange(options), {
    target: { provider: providerOf(kind), model, format, priced: true },
    facts: { ...plainFacts, model, ...facts },
    counted: { text: inputTokens, fixed: 0, triggers: noTriggers, ...counted },
    inputTokens,
    tally: newTally(),
  })
}

const plainFacts: RequestFacts = {
  model: 'm',
  modelValue: { start: 0, end: 0 },
  stream: false,
  maxOutputTokens: undefined,
  boundsReasoning: false,
  choices: 1,
  tools: false,
  reasoning: false,
  terms: standardTerms,
  wideBytes: 0,
  usageEdits: [],
}

/** A hold as the ledger returns it. */
export function newHold(hold: Partial<HoldRecord> = {}): HoldRecord {
  return {
    holdId: 1,
    attempt: 1,
    requestId: 'req_1' as RequestId,
    clientId: 'cli_a' as HoldRecord['clientId'],
    personId: undefined,
    teamId: undefined,
    project: undefined,
    providerId: 'openai',
    model: 'm',
    format: 'openai-chat',
    sandbox: false,
    tools: false,
    reasoning: false,
    priceSource: 'test',
    inputTokens: 100,
    outputTokens: 0,
    amount: nanoUsd('0'),
    firstOutputTokens: 0,
    shadowedBy: [],
    openedAtMs: 0,
    ...hold,
  }
}
