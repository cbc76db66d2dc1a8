import type { RequestFilter, RequestNames, RequestSums } from '../contract/request-list.ts'
import type { ReadonlyDb } from './database.ts'
import { filterOf, type LogValue } from './log-filter.ts'
import { joinHalves, sumInHalves } from './safe-sum.ts'

interface Totals {
  readonly requests: number
  readonly sandbox: number
  readonly unpriced: number
  readonly input: number
  readonly output: number
  readonly cost: bigint
}

interface Known {
  readonly oldest: number
  readonly anchor: number
  readonly totals: Totals
}

interface SumRow {
  readonly [name: string]: bigint
}

const rememberedFilters = 8
const maxNames = 500
/** More different combinations than this are not looked through for names. */
const maxCombinations = 20_000

export type LogSums = ReturnType<typeof openLogSums>

/** Counts and adds up requests. What was added up before is kept, and only new rows are added to it. */
export function openLogSums(db: ReadonlyDb) {
  const oldest = db.prepare<[], number>('SELECT coalesce(min(sequence), 1) FROM requests').pluck()
  const known = new Map<string, Known>()

  function add(filter: RequestFilter, after: number, upTo: number): Totals {
    const { where, values } = filterOf(filter)
    const row = db
      .prepare<LogValue[], SumRow>(`
        SELECT count(*) AS requests, coalesce(sum(sandbox), 0) AS sandbox,
          coalesce(sum(sandbox = 0 AND cost_nano_usd IS NULL AND purpose = 'answer' AND certainty <> 'none'), 0) AS unpriced,
          coalesce(sum(iif(sandbox = 0, input_tokens, 0)), 0) AS input,
          coalesce(sum(iif(sandbox = 0, output_tokens, 0)), 0) AS output,
          ${sumInHalves('iif(sandbox = 0, coalesce(cost_nano_usd, 0), 0)', 'cost')}
        FROM requests WHERE sequence > ? AND sequence <= ?${where}`)
      .safeIntegers()
      .get(after, upTo, ...values)
    return {
      requests: Number(row?.requests ?? 0n),
      sandbox: Number(row?.sandbox ?? 0n),
      unpriced: Number(row?.unpriced ?? 0n),
      input: Number(row?.input ?? 0n),
      output: Number(row?.output ?? 0n),
      cost: joinHalves(row?.cost_high ?? 0n, row?.cost_low ?? 0n),
    }
  }

  /** Of all rows that match, up to the anchor. `slot` keeps what stands still apart from what follows the log. */
  function totals(filter: RequestFilter, anchor: number, slot: 'pinned' | 'newest'): Totals {
    const key = `${slot} ${JSON.stringify(filterOf(filter))}`
    const before = known.get(key)
    const first = oldest.get() ?? 1
    const goesOn = before?.oldest === first && before.anchor <= anchor ? before : undefined
    const sums =
      goesOn === undefined
        ? add(filter, 0, anchor)
        : goesOn.anchor === anchor
          ? goesOn.totals
          : plus(goesOn.totals, add(filter, goesOn.anchor, anchor))
    known.delete(key)
    known.set(key, { oldest: first, anchor, totals: sums })
    const [longestUnused] = known.keys()
    if (known.size > rememberedFilters && longestUnused !== undefined) known.delete(longestUnused)
    return sums
  }

  return {
    count: (filter: RequestFilter, anchor: number, slot: 'pinned' | 'newest'): number =>
      totals(filter, anchor, slot).requests,

    sum(filter: RequestFilter, anchor: number, slot: 'pinned' | 'newest'): RequestSums {
      const { requests, sandbox, unpriced, input, output, cost } = totals(filter, anchor, slot)
      return {
        requests,
        sandboxRequests: sandbox,
        costNanoUsd: String(cost),
        unpricedRequests: unpriced,
        inputTokens: input,
        outputTokens: output,
      }
    },

    names: (): RequestNames => readNames(db),
  }
}

function plus(one: Totals, other: Totals): Totals {
  return {
    requests: one.requests + other.requests,
    sandbox: one.sandbox + other.sandbox,
    unpriced: one.unpriced + other.unpriced,
    input: one.input + other.input,
    output: one.output + other.output,
    cost: one.cost + other.cost,
  }
}

interface NameRow {
  readonly model: string | null
  readonly providerId: string | null
  readonly clientId: string | null
  readonly clientName: string | null
  readonly teamId: string | null
  readonly personId: string | null
  readonly project: string | null
}

function readNames(db: ReadonlyDb): RequestNames {
  const rows = db
    .prepare<[number], NameRow>(`
      SELECT DISTINCT model, provider_id AS providerId, client_id AS clientId, client_name AS clientName,
        team_id AS teamId, person_id AS personId, project
      FROM requests LIMIT ?`)
    .all(maxCombinations)
  const names = (name: keyof NameRow) =>
    [...new Set(rows.flatMap(row => row[name] ?? []))].sort().slice(0, maxNames)
  const clients = new Map(
    rows.flatMap(({ clientId: id, clientName }) =>
      id === null ? [] : [[id, { id, name: clientName ?? id }] as const],
    ),
  )
  return {
    errorCodes: db
      .prepare<[number], string>(
        'SELECT DISTINCT error_code FROM requests WHERE error_code IS NOT NULL ORDER BY 1 LIMIT ?',
      )
      .pluck()
      .all(maxNames),
    models: names('model'),
    providerIds: names('providerId'),
    clients: [...clients.values()].sort((a, b) => a.name.localeCompare(b.name)).slice(0, maxNames),
    teamIds: names('teamId'),
    personIds: names('personId'),
    projects: names('project'),
  }
}
