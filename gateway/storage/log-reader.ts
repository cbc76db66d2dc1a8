import { Worker } from 'node:worker_threads'
import type { Accuracy } from '../contract/accuracy.ts'
import type { CacheDay } from '../contract/answer-cache.ts'
import type { BudgetWindowView } from '../contract/budgets.ts'
import type { RequestFilter, RequestNames, RequestQuery, RequestSums } from '../contract/request-list.ts'
import type { Overview, RequestDetail, RequestPage } from '../contract/requests.ts'
import type { Spend, SpendQuestion } from '../contract/spend.ts'
import type { BudgetHistoryQuestion } from './budget-history.ts'
import type { CacheDayBounds } from './cache-days.ts'
import { endWorker } from './end-worker.ts'
import type { FigureBounds, KnownFigures } from './figures.ts'
import type { FlowPaths } from './flows.ts'
import type { ListedRequests } from './log-pages.ts'
import type { UnpricedRoute } from './unpriced-routes.ts'

export interface LogReaderData {
  readonly homeDir: string
}

export interface LogQuestion {
  readonly id: number
  readonly ask:
    | { readonly type: 'list'; readonly query: RequestQuery }
    | { readonly type: 'sum'; readonly filter: RequestFilter & { readonly anchor?: number } }
    | { readonly type: 'names' }
    | { readonly type: 'find'; readonly requestId: string }
    | { readonly type: 'place'; readonly requestId: string; readonly list: ListedRequests }
    | { readonly type: 'unpriced' | 'flows'; readonly sinceMs: number }
    | { readonly type: 'figures'; readonly bounds: FigureBounds }
    | { readonly type: 'budget-history'; readonly question: BudgetHistoryQuestion }
    | { readonly type: 'spend'; readonly question: SpendQuestion; readonly nowMs: number }
    | { readonly type: 'cache-days'; readonly days: readonly CacheDayBounds[] }
    | { readonly type: 'overview' | 'accuracy'; readonly zone: string; readonly nowMs: number }
}

export type LogReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }

export interface LogReader {
  list(query: RequestQuery): Promise<RequestPage>
  sum(filter: RequestFilter & { readonly anchor?: number }): Promise<RequestSums>
  names(): Promise<RequestNames>
  find(requestId: string): Promise<RequestDetail | undefined>
  /** How many rows of a list are before a request. Undefined if it is not in the list. */
  placeOf(requestId: string, list: ListedRequests): Promise<number | undefined>
  overview(zone: string, nowMs: number): Promise<Overview>
  spend(question: SpendQuestion, nowMs: number): Promise<Spend>
  accuracy(zone: string, nowMs: number): Promise<Accuracy>
  /** Models for which the cost of requests since then is not known. */
  unpriced(sinceMs: number): Promise<readonly UnpricedRoute[]>
  /** How the requests since then went. */
  flows(sinceMs: number): Promise<FlowPaths>
  /** What each client and each provider did on this day and in this month. */
  figures(bounds: FigureBounds): Promise<KnownFigures>
  /** What the cache did on each of these days. */
  cacheDays(days: readonly CacheDayBounds[]): Promise<readonly CacheDay[]>
  /** What counted towards a budget in these windows. */
  budgetHistory(question: BudgetHistoryQuestion): Promise<readonly BudgetWindowView[]>
  /** Ends the worker. If it does not end before `passed` is aborted, it is ended by force. */
  close(passed?: AbortSignal): Promise<void>
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/**
 * Runs queries in a worker of its own, which is started with the first question. If the worker dies, only the questions that
 * it has not answered fail.
 */
export function openLogReader(homeDir: string, workerUrl: URL): LogReader {
  const pending = new Map<number, Pending>()
  let worker: Worker | undefined
  let lastId = 0
  let closed = false

  function start(): Worker {
    const started = new Worker(workerUrl, { workerData: { homeDir } satisfies LogReaderData })
    const failed = (error: Error) => {
      if (worker === started) worker = undefined
      for (const { reject } of pending.values()) reject(error)
      pending.clear()
    }
    started.on('error', failed)
    started.on('exit', () => failed(new Error('the log reader ended')))
    started.on('message', (reply: LogReply) => {
      const asked = pending.get(reply.id)
      pending.delete(reply.id)
      if (reply.ok) asked?.resolve(reply.value)
      else asked?.reject(new Error(reply.message))
    })
    return started
  }

  async function ask(question: LogQuestion['ask']): Promise<unknown> {
    if (closed) throw new Error('the log is closed')
    worker ??= start()
    const id = ++lastId
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      worker?.postMessage({ id, ask: question } satisfies LogQuestion)
    })
  }

  return {
    list: query => ask({ type: 'list', query }) as Promise<RequestPage>,
    sum: filter => ask({ type: 'sum', filter }) as Promise<RequestSums>,
    names: () => ask({ type: 'names' }) as Promise<RequestNames>,
    placeOf: (requestId, list) => ask({ type: 'place', requestId, list }) as Promise<number | undefined>,
    find: requestId => ask({ type: 'find', requestId }) as Promise<RequestDetail | undefined>,
    overview: (zone, nowMs) => ask({ type: 'overview', zone, nowMs }) as Promise<Overview>,
    spend: (question, nowMs) => ask({ type: 'spend', question, nowMs }) as Promise<Spend>,
    accuracy: (zone, nowMs) => ask({ type: 'accuracy', zone, nowMs }) as Promise<Accuracy>,
    unpriced: sinceMs => ask({ type: 'unpriced', sinceMs }) as Promise<readonly UnpricedRoute[]>,
    flows: sinceMs => ask({ type: 'flows', sinceMs }) as Promise<FlowPaths>,
    figures: bounds => ask({ type: 'figures', bounds }) as Promise<KnownFigures>,
    cacheDays: days => ask({ type: 'cache-days', days }) as Promise<readonly CacheDay[]>,
    budgetHistory: question =>
      ask({ type: 'budget-history', question }) as Promise<readonly BudgetWindowView[]>,
    async close(passed = new AbortController().signal) {
      closed = true
      if (worker) await endWorker(worker, 'close', passed)
    },
  }
}
