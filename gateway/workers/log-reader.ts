// Answers the queries of the overview, the accuracy and the request table, on connections that can only read.
import { parentPort, workerData } from 'node:worker_threads'
import { openAccuracy } from '../storage/accuracy.ts'
import { openBudgetHistory } from '../storage/budget-history.ts'
import { openCacheDays } from '../storage/cache-days.ts'
import { openForQueries } from '../storage/databases.ts'
import { openFigures } from '../storage/figures.ts'
import { openFlows } from '../storage/flows.ts'
import { openLogQueries } from '../storage/log-queries.ts'
import type { LogQuestion, LogReaderData, LogReply } from '../storage/log-reader.ts'
import { openOverview } from '../storage/overview.ts'
import { openUnpricedRoutes } from '../storage/unpriced-routes.ts'

const { homeDir } = workerData as LogReaderData
const logDb = openForQueries(homeDir, 'log')
const ledgerDb = openForQueries(homeDir, 'ledger')
const queries = openLogQueries(logDb)
const { overview, spend } = openOverview({ ledgerDb, logDb, queries })
const accuracy = openAccuracy(ledgerDb)
const unpriced = openUnpricedRoutes(logDb)
const flows = openFlows(logDb)
const figures = openFigures({ ledgerDb, logDb })
const budgetHistory = openBudgetHistory(ledgerDb)
const cacheDays = openCacheDays(logDb)

function answer({ ask }: LogQuestion): unknown {
  switch (ask.type) {
    case 'list':
      return queries.list(ask.query)
    case 'sum':
      return queries.sum(ask.filter)
    case 'names':
      return queries.names()
    case 'find':
      return queries.find(ask.requestId)
    case 'overview':
      return overview(ask.zone, ask.nowMs)
    case 'spend':
      return spend(ask.question, ask.nowMs)
    case 'accuracy':
      return accuracy(ask.zone, ask.nowMs)
    case 'place':
      return queries.placeOf(ask.requestId, ask.list)
    case 'unpriced':
      return unpriced(ask.sinceMs)
    case 'flows':
      return flows(ask.sinceMs)
    case 'figures':
      return figures(ask.bounds)
    case 'budget-history':
      return budgetHistory(ask.question)
    case 'cache-days':
      return ask.days.map(cacheDays)
    default:
      return ask satisfies never
  }
}

parentPort?.on('message', (question: LogQuestion | 'close') => {
  if (question === 'close') {
    logDb.close()
    ledgerDb.close()
    parentPort?.close()
    return
  }
  let reply: LogReply
  try {
    reply = { id: question.id, ok: true, value: answer(question) }
  } catch (error) {
    reply = { id: question.id, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(reply)
})
