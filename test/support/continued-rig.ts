// A gateway with routes that let another target go on with an answer that breaks off.
import type { RequestDetail } from '../../gateway/contract/requests.ts'
import { brokenText } from './broken-text.ts'
import type { Behaviour } from './fake-upstream.ts'
import { readRawStream } from './raw-stream.ts'
import {
  openTranslationRig,
  requestOf,
  type TranslationRig,
  upstreams,
  type Wire,
} from './translation-rig.ts'

export const wires = Object.keys(upstreams) as readonly Wire[]
/** In nano-dollars for a token. */
export const rates = { input: 150n, output: 600n }

export const begun = ['Die Antwort auf ', 'alles ist ']
export const rest = { text: ['42, und ', 'das ist gut.'], finish: 'stop' } as const
export const joined = 'Die Antwort auf alles ist 42, und das ist gut.'

/** Says the first half of the answer and breaks off. */
export const breakingOff = (wire: Wire): Behaviour => brokenText(wire, begun)
/** Says the second half. */
export const goingOn = (wire: Wire): Behaviour => ({ answer: upstreams[wire].answer(rest, true) })

export interface Stream {
  readonly text: string
  readonly ended: boolean
  readonly headers: Readonly<Record<string, string>>
  /** The bodies that reached providers. */
  readonly sent: readonly string[]
  readonly row: RequestDetail
}

export interface ContinuedRig extends TranslationRig {
  /** Targets of the same provider are different models. `FIRST-SECOND` is there for each two formats. */
  setRoute(name: string, targets: readonly Wire[], continueBroken?: boolean): Promise<void>
  /** Asks a route for a stream. The behaviours are those of the providers, in the order in which they are asked. */
  askRoute(
    as: Wire,
    route: string,
    behaviours: readonly Behaviour[],
    more?: { readonly body?: object; readonly headers?: readonly string[] },
  ): Promise<Stream>
  rowsSoFar(): Promise<number>
  /** What failed in one test is not to be held against the provider in the next. */
  forgive(): Promise<void>
}

export async function openContinuedRig(): Promise<ContinuedRig> {
  const rig = await openTranslationRig({ overrides: { pingIntervalMs: 600_000 } })
  const { admin } = rig.gateway
  const rowsSoFar = async () => (await admin.listRequests({ offset: 0, limit: 1 })).total
  const setRoute: ContinuedRig['setRoute'] = async (name, [first, ...others], continueBroken) => {
    const names = [first, ...others].flatMap((wire, at) => {
      if (!wire) return []
      return `${wire}/${at > 0 && wire === first ? otherModel(wire) : upstreams[wire].model}`
    })
    const targets = names.map(target => ({ target }))
    await admin.setRoute({ name, groups: [{ strategy: 'priority', targets }], sticky: false, continueBroken })
  }
  for (const wire of wires) {
    const price = { inputUsdPerMillion: '0.15', outputUsdPerMillion: '0.6' }
    await admin.setPrice({ providerId: wire, model: upstreams[wire].model, ...price })
    for (const next of wires) await setRoute(`${wire}-${next}`, [wire, next], true)
  }
  await rig.money()
  return {
    ...rig,
    setRoute,
    rowsSoFar,
    async forgive() {
      for (const { id } of await admin.listProviders({})) await admin.resetHealth({ providerId: id })
    },
    async askRoute(as, route, behaviours, { body = {}, headers = [] } = {}) {
      const rows = await rowsSoFar()
      const calls = rig.calls().length
      rig.upstream.script(...behaviours)
      const { path, request } = requestOf(as, route, body, true)
      const caller = await rig.postRaw(path, request, ['connection: close', ...headers])
      const { body: text, ended, headers: got } = readRawStream(await caller.readAll())
      const sent = rig.calls().slice(calls)
      const row = await rig.newestRow(rows + 1)
      return { text, ended, headers: got, sent: sent.map(call => String(call.body)), row }
    },
  }
}

function otherModel(wire: Wire): string {
  return wire === 'messages' ? 'claude-haiku-4-5' : 'qwen2.5:latest'
}

const string = '("(?:[^"\\\\]|\\\\.)*")'
const textMembers: Readonly<Record<Wire, string>> = {
  chat: `"delta":\\{[^}]*"content":${string}`,
  responses: `"response\\.output_text\\.delta"[^\\n]*?"delta":${string}`,
  messages: `"text_delta","text":${string}`,
  gemini: `"text":${string}`,
  ollama: `"content":${string}`,
}

/** The text of a stream that was sent to a caller of the format. */
export function textIn(wire: Wire, stream: string): string {
  const found = [...stream.matchAll(new RegExp(textMembers[wire], 'g'))]
  return found.map(([, text = '""']) => JSON.parse(text) as string).join('')
}

export function costOf(row: RequestDetail): bigint {
  return row.attempts.reduce((sum, { costNanoUsd }) => sum + BigInt(costNanoUsd ?? -1), 0n)
}
