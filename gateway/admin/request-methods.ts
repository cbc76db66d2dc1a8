import { stop } from '../answer/stop.ts'
import type { Config } from '../config/schema.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { RunningRequest } from '../contract/request-list.ts'
import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'
import type { RunningExchanges } from '../running-exchanges.ts'
import type { LogReader } from '../storage/log-reader.ts'
import { exportHead, exportRows } from './export-rows.ts'

export interface RequestMethodsDeps {
  readonly logReader: Pick<LogReader, 'find' | 'list' | 'names' | 'placeOf' | 'sum'>
  readonly running: Pick<RunningExchanges, 'list'>
  readonly config: () => Pick<Config, 'slowReaderTimeoutMs'>
}

type RequestMethods = Pick<
  AdminApi,
  | 'listRequests'
  | 'findRequestPlace'
  | 'readRequest'
  | 'sumRequests'
  | 'readRequestNames'
  | 'listRunningRequests'
  | 'stopRequest'
  | 'exportRequests'
>

const maxRunning = 200
const pieceRows = 500

export function createRequestMethods({ config, logReader, running }: RequestMethodsDeps): RequestMethods {
  return {
    listRequests: query => logReader.list(query),
    async findRequestPlace({ requestId, ...list }) {
      return { index: (await logReader.placeOf(requestId, list)) ?? null }
    },
    async readRequest({ requestId }) {
      const found = await logReader.find(requestId)
      if (!found) throw new GatewayError('request_unknown', { id: requestId })
      return found
    },
    sumRequests: filter => logReader.sum(filter),
    readRequestNames: () => logReader.names(),
    listRunningRequests: async () =>
      running
        .list()
        .filter(isRunning)
        .sort((a, b) => a.startedAtMs - b.startedAtMs)
        .slice(0, maxRunning)
        .flatMap(toRunning),
    async stopRequest({ requestId }) {
      const exchange = running.list().find(each => each.requestId === requestId)
      if (!exchange || !isRunning(exchange)) throw new GatewayError('request_not_running', { id: requestId })
      stop(exchange, config().slowReaderTimeoutMs)
      return {}
    },
    async exportRequests({ format, next, ...filter }) {
      const page = await logReader.list({
        ...filter,
        offset: 0,
        limit: pieceRows,
        after: next?.after ?? 0,
        ...(next && { anchor: next.upTo }),
      })
      const last = page.rows.at(-1)
      const head = next === undefined ? exportHead(format) : ''
      return {
        text: head + exportRows(format, page.rows),
        next:
          last && page.rows.length === pieceRows
            ? { after: last.sequence, upTo: next?.upTo ?? page.newest }
            : null,
      }
    },
  }
}

/** Whoever is only waiting for the last byte to be taken has its row in the log already. */
function isRunning({ client, outcome, reply }: Exchange): boolean {
  return client !== undefined && outcome === undefined && !reply.writableEnded
}

function toRunning(exchange: Exchange): readonly RunningRequest[] {
  const { attempt, client, facts, requestId, scope, startedAtMs, target } = exchange
  if (!client) return []
  const isAnswering = exchange.responseBytes > 0 || attempt?.firstTokenMs !== undefined
  const isWaiting = attempt?.state.type === 'sent' || attempt?.state.type === 'answering'
  return [
    {
      requestId,
      startedAtMs,
      elapsedMs: exchange.elapsedMs(),
      clientName: client.name,
      providerId: target?.provider.record.id ?? null,
      model: target?.model ?? facts?.model ?? null,
      streaming: facts?.stream ?? false,
      phase: scope.reason ? 'ending' : isAnswering ? 'answering' : isWaiting ? 'waiting' : 'preparing',
    },
  ]
}
