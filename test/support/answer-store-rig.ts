// An answer store with a real worker on a temporary home, and answers to put into it.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { pino } from 'pino'
import { expect } from 'vitest'
import type { AnswerStore, CacheKey, NewAnswer, NewHit } from '../../gateway/cache/answer-store.ts'
import { openAnswerStore } from '../../gateway/cache/open-answer-store.ts'
import { dimensions } from '../../gateway/cache/scalar-products.ts'
import { openKeyFileVault } from '../../gateway/vault/headless-vault.ts'
import type { SecretStore } from '../../gateway/vault/secret-store.ts'
import { builtPlaces } from './built-program.ts'
import { temporaryHome } from './temporary-home.ts'

export const cacheWorkerUrl = builtPlaces.workerUrl('cache-worker')
export const megabyte = 1024 * 1024

export interface AnswerStoreRig {
  readonly homeDir: string
  readonly store: AnswerStore
  /** What was logged, as it was written. */
  readonly logged: string[]
  nowMs: number
  capBytes: number
  vault: SecretStore
  /** Resolves when the store is ready and knows its keys. */
  open(): Promise<void>
  /** Closes the store, and opens one on the same home. */
  reopen(): Promise<void>
  close(): Promise<void>
  /** Ends the worker in the midst of what it does, and waits until the next one is ready. */
  crashWorker(): Promise<void>
  /** All bytes of the files of cache.db. */
  fileBytes(): Buffer
}

export function startAnswerStoreRig(homeDir = temporaryHome(), workerUrl = cacheWorkerUrl): AnswerStoreRig {
  const logged: string[] = []
  const log = pino({ level: 'warn' }, { write: line => void logged.push(line) })
  const start = (): AnswerStore =>
    openAnswerStore({
      homeDir,
      workerUrl,
      vault: laterVault(() => rig.vault),
      now: () => rig.nowMs,
      capBytes: () => rig.capBytes,
      log,
    })
  let newestWorker: Worker | undefined
  const notice = (worker: Worker) => {
    newestWorker = worker
  }
  process.on('worker', notice)
  let store = start()
  const rig: AnswerStoreRig = {
    homeDir,
    logged,
    nowMs: 1_800_000_000_000,
    capBytes: 256 * megabyte,
    vault: openKeyFileVault(homeDir),
    get store() {
      return store
    },
    async open() {
      rig.store.mayHave(key('nothing'))
      // The keys are told before the answer to any question that is asked once the store is ready.
      await rig.store.entries(undefined, 1)
    },
    async reopen() {
      await store.close()
      store = start()
      await rig.open()
    },
    async close() {
      await store.close()
      process.off('worker', notice)
      rmSync(homeDir, { recursive: true, force: true })
    },
    async crashWorker() {
      await newestWorker?.terminate()
      await expect.poll(() => rig.store.state().state, { timeout: 10_000 }).toBe('ready')
      await rig.open()
    },
    fileBytes: () =>
      Buffer.concat(
        readdirSync(homeDir)
          .filter(name => name.startsWith('cache.db'))
          .map(name => readFileSync(join(homeDir, name))),
      ),
  }
  return rig
}

/** A vault that a test can exchange while the store is open. */
function laterVault(vault: () => SecretStore): SecretStore {
  return {
    kind: 'key-file',
    describe: () => vault().describe(),
    seal: (name, secret) => vault().seal(name, secret),
    open: (name, sealed) => vault().open(name, sealed),
  }
}

export function key(text: string): CacheKey {
  return Buffer.from(text.padEnd(32, '.')).toString('base64url') as CacheKey
}

export interface AnswerOptions extends Partial<Omit<NewAnswer, 'keys' | 'bytes'>> {
  readonly exact: string
  readonly fingerprint?: string
  readonly text?: string
}

export function answer({ exact, fingerprint, text = exact, ...others }: AnswerOptions): NewAnswer {
  const question = others.question ?? (fingerprint === undefined ? undefined : exact)
  return {
    keys: {
      exact: key(exact),
      fingerprint: fingerprint === undefined ? undefined : key(fingerprint),
      question,
    },
    question,
    bytes: Buffer.from(text),
    clientId: 'client-a',
    providerId: 'provider',
    model: 'provider/model',
    isStream: false,
    contentType: 'application/json',
    costNanoUsd: 12_345n,
    durationMs: 800,
    tokens: '{"input":1}',
    ttlMs: 3_600_000,
    vector: undefined,
    ...others,
  }
}

export function hit(entryId: string, others: Partial<NewHit> = {}): NewHit {
  return {
    entryId,
    group: 'client how-to',
    atMs: 1_800_000_000_000,
    requestId: 'request',
    clientId: 'client-a',
    model: 'provider/model',
    kind: 'semantic',
    storedQuestion: 'How do I fly?',
    askedQuestion: 'How can I fly?',
    similarity: 0.97,
    ageMs: 5,
    guard: { agrees: true },
    served: true,
    ...others,
  }
}

/** A vector of length 1 that depends on the seed alone. */
export function unitVector(seed: number): Float32Array {
  let state = (seed * 2_654_435_761 + 1) >>> 0
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  return normalised(Float32Array.from({ length: dimensions }, () => next() + next() + next()))
}

/** Near to the first where `share` of the second is small. */
export function mixed(one: Float32Array, other: Float32Array, share: number): Float32Array {
  return normalised(one.map((value, at) => value + share * (other[at] ?? 0)))
}

export function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map(value => value / length)
}

export function cosineOf(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
}

/** Adds one, and waits until the worker has done what it was asked before. */
export async function addNow(store: AnswerStore, added: NewAnswer): Promise<void> {
  store.add(added)
  await store.entries(undefined, 1)
}
