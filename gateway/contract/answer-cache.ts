// The answers that are kept to be given again, as a person sees and governs them.
import type { GuardVerdict } from './cache.ts'
import type { ClientView } from './clients.ts'
import type { Empty } from './units.ts'

/** The methods of the admin object that deal with the cache. */
export interface CacheApi {
  /** `days`: 1 to 30, today included; 7 if it is not given. */
  cacheStatus(input: { readonly zone: string; readonly days?: number }): Promise<CacheStatus>
  /** The newest first. `before`: only those of before this instant. `limit`: 1 to 500; 100 if it is not given. */
  listCacheHits(input: CachePage): Promise<readonly CacheHit[]>
  /** The newest first, in pages as `listCacheHits`. */
  listCacheEntries(input: CachePage): Promise<readonly CacheEntry[]>
  /** Removes answers from the file for good, and says how many they were. */
  purgeCache(input: CachePurge): Promise<{ readonly removed: number }>
  /**
   * A person's word on a hit. `wrong` removes the answer, and what is remembered of the two questions keeps one from being
   * answered with the other again. `same`: it was right, which also takes back that two questions were remembered. Rejects with
   * `cache_hit_unknown`.
   */
  judgeCacheHit(input: { readonly hitId: string; readonly judgement: 'same' | 'wrong' }): Promise<Empty>
  /** Whether the answer to one question would be given to the other. Nothing is looked up or stored. */
  testCache(input: { readonly stored: string; readonly asked: string }): Promise<CacheTest>
  /** Sets what a client's token may differ in from the settings, from its next request on. */
  setClientCache(input: ClientCacheChange): Promise<ClientView>
}

export interface CachePage {
  readonly before?: number
  readonly limit?: number
}

/**
 * `measure`: every answer is fresh; what would have been given is recorded and compared. `semantic`: the same request, and the
 * same question in other words.
 */
export const cacheModes = ['off', 'measure', 'exact', 'semantic'] as const
export type CacheMode = (typeof cacheModes)[number]

/** Who may get an answer that a client was given: that client alone, its team, or every client. */
export const cacheScopes = ['client', 'team', 'everybody'] as const
export type CacheScope = (typeof cacheScopes)[number]

/** What a token may differ in from the settings. Null: the setting decides. */
export interface ClientCache {
  readonly mode: CacheMode | null
  readonly scope: CacheScope
  /** Whether requests that offer tools may be answered too. */
  readonly allowsTools: boolean
}

export interface ClientCacheChange extends ClientCache {
  /** The client's. */
  readonly id: string
}

/** What the cache did for a request. `shared`: it waited for the answer to the same request that was already under way. */
export const cacheOutcomes = ['off', 'miss', 'exact', 'semantic', 'shared'] as const
export type CacheOutcome = (typeof cacheOutcomes)[number]

/** What the row of a request keeps. */
export interface CacheTrace {
  readonly outcome: CacheOutcome
  /** Why it was looked up or not, and why it was answered or not, in words. */
  readonly reason: string
  /** Cosine of both questions, of -1 to 1. */
  readonly similarity?: number
  /** Of the stored answer. */
  readonly ageMs?: number
  readonly entryId?: string
  readonly guard?: GuardVerdict
  /** What the stored answer had cost, in nano-dollars as decimal text, where that is known. */
  readonly savedNanoUsd?: string
  /** How long the stored answer had taken, less what the hit took. */
  readonly savedMs?: number
  /** Only with `measure`: what the cache would have done. */
  readonly wouldBe?: 'miss' | 'exact' | 'semantic'
}

export interface CacheDay {
  /** `2026-11-28`, in the zone that was asked for. */
  readonly day: string
  readonly lookups: number
  readonly exactHits: number
  readonly semanticHits: number
  readonly shared: number
  /** What the cache would have answered where it only measures. */
  readonly wouldBeHits: number
  readonly savedNanoUsd: string
  readonly savedMs: number
}

/** One point of the curve: what this threshold would have done with the questions that were judged. */
export interface ThresholdPoint {
  readonly threshold: number
  readonly hits: number
  readonly falseHits: number
  /** Upper 95 % bound (Clopper-Pearson) on the rate of false hits. Null without hits. */
  readonly falseHitBound: number | null
}

export interface ThresholdReport {
  /** `all`, or a scope and a kind of question, such as `team/how-to`. */
  readonly group: string
  /** 1: no question in other words gets a stored answer. */
  readonly inForce: number
  readonly wantedFalseHitRate: number
  /** Judgements, the undecided among them. */
  readonly judged: number
  readonly undecided: number
  /** Those of the curve at the threshold in force, as are the two that follow. A person's "wrong" counts twice. */
  readonly falseHits: number
  readonly estimate: number | null
  readonly bound: number | null
  readonly curve: readonly ThresholdPoint[]
}

export interface CacheStatus {
  readonly mode: CacheMode
  readonly model: { readonly state: string; readonly reason: string }
  readonly store: {
    readonly state: 'closed' | 'ready' | 'failed'
    readonly reason: string
    readonly entries: number
    readonly bytes: number
    readonly capBytes: number
  }
  readonly days: readonly CacheDay[]
  readonly thresholds: readonly ThresholdReport[]
}

/** A semantic hit, or with `measure` what would have been one, for a person to judge. */
export interface CacheHit {
  readonly id: string
  readonly atMs: number
  readonly requestId: string
  readonly clientId: string
  readonly model: string
  readonly kind: 'exact' | 'semantic'
  readonly storedQuestion: string
  readonly askedQuestion: string
  readonly similarity: number | null
  readonly ageMs: number
  readonly guard: GuardVerdict | null
  /** False if it was only measured. */
  readonly served: boolean
  readonly judgement: 'same' | 'different' | 'undecided' | 'wrong' | null
}

export interface CacheEntry {
  readonly id: string
  readonly createdAtMs: number
  readonly usedAtMs: number
  readonly hits: number
  readonly clientId: string
  readonly model: string
  readonly bytes: number
  readonly question: string
  /** True once it is found for questions in other words too, which takes the model a moment. */
  readonly isEmbedded: boolean
}

export type CachePurge =
  | { readonly what: 'all' }
  | { readonly what: 'client'; readonly clientId: string }
  | { readonly what: 'model'; readonly model: string }
  | { readonly what: 'entry'; readonly entryId: string }

/** What `cache test` says of two questions. */
export interface CacheTest {
  readonly cosine: number | null
  readonly threshold: number
  readonly guard: GuardVerdict
  readonly verdict: 'hit' | 'miss'
  /** The guard's rule, `threshold`, or `model` where there is no cosine. Null for a hit. */
  readonly rule: string | null
}
