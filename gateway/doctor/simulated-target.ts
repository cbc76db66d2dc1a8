// How a target that is only simulated is recognised and what it answers.
import type { WireFormat } from '../formats/index.ts'
import type { SimulatedAnswer } from '../providers/adapter.ts'
import { sandbox, sandboxModel } from '../providers/sandbox.ts'
import type { Target } from '../routing/choose-target.ts'
import { nameOf } from '../routing/route-question.ts'

/** A target of a route, as requests to it show it. */
export interface SimulatedTarget {
  /** As `provider/model`. */
  readonly name: string
  readonly model: string
  readonly format: WireFormat
  readonly origin: string
  readonly path: string
}

/** Undefined if the target is not asked over a network. */
export function simulatedTarget(target: Target): SimulatedTarget | undefined {
  const { format, model, provider } = target
  const endpoint = provider.endpoints[format]
  if (!endpoint || provider.adapter.answer) return undefined
  return { name: nameOf(target), model, format, origin: endpoint.origin, path: endpoint.path }
}

export interface SentRequest {
  /** Of the provider that it was meant for. */
  readonly origin: string
  readonly path: string
  readonly body: Buffer
}

/** The target that a request is for. Two providers at one address with the same model are one target here. */
export function targetOf(
  { origin, path, body }: SentRequest,
  targets: readonly SimulatedTarget[],
): SimulatedTarget | undefined {
  const there = targets.filter(target => target.origin === origin && path.startsWith(target.path))
  const named = there.filter(
    ({ model }) =>
      body.includes(JSON.stringify(model)) ||
      path.includes(model) ||
      path.includes(encodeURIComponent(model)),
  )
  // A longer name is the better match, because the shorter one may be its beginning.
  return (named.length > 0 ? named : there).toSorted((one, other) => other.model.length - one.model.length)[0]
}

// Nobody sees when it was made.
const simulatedCall = { atMs: 0, stream: true, maxOutputTokens: undefined } as const

/** An answer to a request for a stream. It repeats the words of the request, and reports a usage of about their length. */
export function simulatedAnswer({ format, model }: SimulatedTarget, body: Buffer): SimulatedAnswer {
  const inputTokens = Math.ceil(body.length / 4)
  const answer = sandbox.answer?.({ ...simulatedCall, format, body, inputTokens })
  const { contentType, parts } = answer ?? { contentType: 'text/plain', parts: [] }
  const from = JSON.stringify(sandboxModel)
  const to = JSON.stringify(model)
  return { contentType, parts: parts.map(({ text, paced }) => ({ text: text.replaceAll(from, to), paced })) }
}
