import type { BytesInFlight } from '../bytes/bytes-in-flight.ts'
import { keyNameOf } from '../catalog/key-name.ts'
import type { RouteStep, SkipReason } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { Client } from '../identity/clients.ts'
import type { ReadRequest } from '../ingress/read-request.ts'
import type { Candidate, Plan } from '../routing/plan.ts'
import { nameOf } from '../routing/route-question.ts'
import type { Attempt } from './attempt.ts'
import { closeAttempt, type SettleDeps } from './close-attempt.ts'
import type { Fault } from './fault.ts'
import type { ReadySpeech } from './first-to-speak.ts'
import type { Tried } from './next-move.ts'

/** What came of asking one candidate. */
export interface Outcome {
  /** Its place in the plan. */
  readonly candidate: number
  /** Undefined if it was found before an attempt began that the candidate cannot be asked. */
  readonly attempt: Attempt | undefined
  /** An answer or, if there is a fault, what the provider sent instead of one. */
  readonly speech?: ReadySpeech
  readonly fault?: Fault | undefined
  /** The error of a fault without anything that could be passed on. */
  readonly error?: GatewayError
}

export interface Answered {
  readonly attempt: Attempt
  readonly candidate: Candidate
  readonly speech: ReadySpeech
}

const nothing = Buffer.alloc(0)
const noAttempts: readonly Attempt[] = []

/** The way of one request through its plan, as far as it has come. */
export class Pursuit {
  readonly exchange: Exchange
  readonly client: Client
  readonly plan: Plan
  /** What the caller sent. Its body is kept as long as another attempt may need it. */
  readonly request: ReadRequest
  readonly tried: Tried[] = []
  /** The places of the candidates that are being asked. */
  readonly running: number[] = []
  /** True if the body has to be kept for another attempt. */
  readonly keepsBody: boolean
  /** The failure that the caller is told of if nothing better comes. */
  #told: Outcome | undefined
  readonly #steps: RouteStep[] = []

  constructor(exchange: Exchange, client: Client, request: ReadRequest, plan: Plan) {
    this.exchange = exchange
    this.client = client
    this.request = request
    this.plan = plan
    this.keepsBody = plan.candidates.length > 1 || request.body.length <= keptForOneBytes
    for (const { target, reason, text } of plan.skipped)
      this.#steps.push({ target, outcome: reason, reason: text, atMs: null })
  }

  candidate(place: number): Candidate {
    const candidate = this.plan.candidates[place]
    if (!candidate) throw new GatewayError('internal')
    return candidate
  }

  /** Whether the route and what is known of the request let another target go on with an answer that breaks off. */
  mayBeContinued(): boolean {
    const { choices, stream, tools } = this.request.facts
    const isWanted = this.plan.route?.continueBroken === true && this.plan.candidates.length > 1
    return isWanted && stream && !tools && choices === 1 && !this.exchange.caller.embedding
  }

  /**
   * A copy, because asking a target frees the body of what it is given. The bytes of a large body are copied too, because
   * the worker that counts them takes them for itself.
   */
  requestToSend(): ReadRequest {
    if (!this.keepsBody) return this.request
    const { body, scanned } = this.request
    return { ...this.request, body: scanned ? body : Buffer.from(body) }
  }

  /** To be called when no other attempt can follow. Gives the bytes of the body back. */
  freeBody(bytesInFlight: Pick<BytesInFlight, 'give'>): void {
    if (!this.keepsBody) return
    this.request.body = nothing
    bytesInFlight.give(this.exchange, this.exchange.requestBytes)
  }

  noteFault(outcome: Outcome & { readonly fault: Fault }): void {
    const { attempt, candidate, fault } = outcome
    this.tried.push({ candidate, fault })
    this.#step(
      candidate,
      fault.kind === 'skipped' ? (outcome.error?.code ?? 'skipped') : fault.kind,
      fault.reason,
    )
    if (attempt?.hold) attempt.ended(outcome.speech ? 'refused' : 'broken')
    // What a provider said tells the caller more than that another one was left out, or that a key of its is locked.
    const isLeftOut = fault.kind === 'skipped' || outcome.error?.code === 'provider_locked'
    if (this.#told && isLeftOut && !hasMoreRoom(outcome, this.#told)) return void drop(outcome)
    if (this.#told) drop(this.#told)
    this.#told = outcome
  }

  noteAnswer({ candidate }: Outcome): void {
    this.#step(candidate, 'answered', this.candidate(candidate).lastResort ?? '')
    if (this.#told) drop(this.#told)
    this.#told = undefined
  }

  /** An answer of which the caller has seen a part broke off. */
  noteBreak(candidate: number, fault: Fault): void {
    this.tried.push({ candidate, fault })
    this.#step(candidate, fault.kind, fault.reason)
  }

  /** A candidate that cannot go on with an answer. */
  noteSkipped(candidate: number, outcome: SkipReason, reason: string): void {
    this.tried.push({ candidate, fault: { kind: 'skipped', reason } })
    this.#step(candidate, outcome, reason)
  }

  noteContinued({ candidate }: Outcome, reason: string): void {
    this.#step(candidate, 'continued', reason)
  }

  /** The candidate was asked to go on with an answer and could not. The caller is told of the break. */
  noteNotContinued({ attempt, candidate, error, fault, speech }: Outcome & { readonly fault: Fault }): void {
    this.#step(candidate, fault.kind === 'skipped' ? (error?.code ?? 'skipped') : fault.kind, fault.reason)
    if (attempt?.hold) attempt.ended(speech ? 'refused' : 'broken')
    speech?.answer.body.cancel()
  }

  /** The attempts that have failed and whose holds are still to be settled: two, if both failed beside each other. */
  unsettled(): readonly Attempt[] {
    const { attempts } = this.exchange
    return attempts.length === 0
      ? noAttempts
      : attempts.filter(({ fault, hold, settlement }) => fault && hold && !settlement)
  }

  settle(attempt: Attempt, deps: SettleDeps): void {
    this.exchange.mayGoOn = true
    closeAttempt(attempt, attempt.state.type === 'ended' ? attempt.state.how : 'broken', deps, 'goes-on')
  }

  /** What the caller is told after the last failure. Throws that failure if there is nothing to pass on. */
  told(): Answered {
    if (!this.#told) throw new GatewayError('internal')
    const { attempt, candidate, error, speech } = this.#told
    this.exchange.target = this.candidate(candidate).target
    if (attempt) this.exchange.answering = attempt
    if (!attempt || !speech) throw error ?? new GatewayError('internal')
    return { attempt, speech, candidate: this.candidate(candidate) }
  }

  #step(candidate: number, outcome: string, reason: string): void {
    const { keyId, target } = this.candidate(candidate)
    const atMs = Math.round(this.exchange.elapsedMs())
    const key = keyNameOf(target.provider, keyId)
    this.#steps.push({ target: nameOf(target), key, outcome, reason, atMs })
    // Nearly all requests are answered by the first and only target, and need no trace.
    const { route, stay } = this.plan
    if (route || key !== undefined || this.#steps.length > 1)
      this.exchange.trace = { route: route?.name ?? null, steps: this.#steps, stay }
  }
}

/** Of two contexts that are too small, the caller is told the larger one. */
function hasMoreRoom({ error: one }: Outcome, { error: other }: Outcome): boolean {
  if (one?.code !== 'context_too_small' || other?.code !== 'context_too_small') return false
  return Number(one.detail.contextTokens) > Number(other.detail.contextTokens)
}

/** A larger body is not kept for the case that the only target has to be asked again. */
const keptForOneBytes = 1024 * 1024

/** Nothing of the outcome is passed on any more. */
function drop({ attempt, speech }: Outcome): void {
  speech?.answer.body.cancel()
  if (!attempt || attempt.hold) return
  const { attempts } = attempt.exchange
  if (attempts.at(-1) === attempt) attempts.pop()
}
