import type { AdminApi } from '../../contract/admin.ts'
import { type CachePurge, cacheModes } from '../../contract/answer-cache.ts'
import { clientCacheText, describeStatus, describeTest, entryColumns, hitColumns } from '../cache-words.ts'
import { type Command, UsageError } from '../command.ts'
import { findClient } from '../find-client.ts'
import { withAdmin } from '../open-admin.ts'
import { oneOf, parseCommand, parseInteger } from '../parse-command.ts'
import { formatTable, printableJson } from '../table.ts'

const mode: Command = {
  words: 'cache mode',
  usage: 'off|measure|exact|semantic [--client NAME-or-ID]',
  summary:
    'Say whether answers are given again: never, never but measured, to the same request, or to the same question in other words too.',
  async run(args, context) {
    const { home, json, client, operands } = parseCommand(args, { client: 'text' }, [cacheModes.join('|')])
    const value = oneOf(operands[0] ?? '', cacheModes, 'The mode')
    await withAdmin(home, context, async ({ admin }) => {
      if (client === undefined) {
        const setting = await admin.changeSetting({ key: 'cacheMode', value })
        context.print(json ? printableJson(setting) : `cacheMode is ${setting.value}.`)
        return
      }
      const { id, cache } = findClient(await admin.listClients({}), client)
      const changed = await admin.setClientCache({ ...cache, id, mode: value })
      context.print(
        json ? printableJson(changed) : `The cache of "${changed.name}": ${clientCacheText(changed.cache)}.`,
      )
    })
    return 0
  },
}

const status: Command = {
  words: 'cache status',
  usage: '[--days N]',
  summary: 'What the cache keeps, what it did on the last days, and how alike questions must be.',
  async run(args, context) {
    const { home, json, days = '7' } = parseCommand(args, { days: 'text' })
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    const question = { zone, days: parseInteger(days, '--days', 1, 30) }
    const found = await withAdmin(home, context, ({ admin }) => admin.cacheStatus(question))
    if (json) context.print(printableJson(found))
    else for (const line of describeStatus(found)) context.print(line)
    return 0
  },
}

const list: Command = {
  words: 'cache list',
  usage: '[--hits] [--limit N]',
  summary: 'The answers that are kept, newest first; --hits: the questions that were answered with them.',
  async run(args, context) {
    const { home, json, hits, limit = '20' } = parseCommand(args, { hits: 'flag', limit: 'text' })
    const page = { limit: parseInteger(limit, '--limit', 1, 500) }
    await withAdmin(home, context, async ({ admin }) => {
      const lines = hits
        ? printed(await admin.listCacheHits(page), rows => formatTable(hitColumns, rows), json)
        : printed(await admin.listCacheEntries(page), rows => formatTable(entryColumns, rows), json)
      for (const line of lines) context.print(line)
    })
    return 0
  },
}

const purge: Command = {
  words: 'cache purge',
  usage: '--all|--client NAME-or-ID|--model MODEL|--entry ID',
  summary: 'Remove kept answers for good: all, those that a client got, those of a model, or one.',
  async run(args, context) {
    const kinds = { all: 'flag', client: 'text', model: 'text', entry: 'text' } as const
    const { home, json, all, client, model, entry } = parseCommand(args, kinds)
    const given = [all, client, model, entry].filter(value => value !== undefined)
    if (given.length !== 1) throw new UsageError('Give one of --all, --client, --model and --entry.')
    await withAdmin(home, context, async ({ admin }) => {
      const { removed } = await admin.purgeCache(await purgeOf({ client, model, entry }, admin))
      context.print(
        json ? printableJson({ removed }) : `${removed} ${removed === 1 ? 'answer is' : 'answers are'} gone.`,
      )
    })
    return 0
  },
}

const wrong: Command = {
  words: 'cache wrong',
  usage: 'HIT-ID',
  summary: 'Say that an answer was not one to the question: it is removed, remembered and counted.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['HIT-ID'])
    const [hitId = ''] = operands
    await withAdmin(home, context, ({ admin }) => admin.judgeCacheHit({ hitId, judgement: 'wrong' }))
    context.print(
      json ? printableJson({ hitId, judgement: 'wrong' }) : 'The answer is removed, and counts as wrong.',
    )
    return 0
  },
}

const right: Command = {
  words: 'cache right',
  usage: 'HIT-ID',
  summary: 'Say that an answer was one to the question: it counts as a hit that was right.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['HIT-ID'])
    const [hitId = ''] = operands
    await withAdmin(home, context, ({ admin }) => admin.judgeCacheHit({ hitId, judgement: 'same' }))
    context.print(json ? printableJson({ hitId, judgement: 'same' }) : 'The hit counts as right.')
    return 0
  },
}

const test: Command = {
  words: 'cache test',
  usage: '"QUESTION" "QUESTION"',
  summary:
    'Whether the answer to the first question would be given to the second, and why. Nothing is asked or stored.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['"QUESTION"', '"QUESTION"'])
    const [stored = '', asked = ''] = operands
    const found = await withAdmin(home, context, ({ admin }) => admin.testCache({ stored, asked }))
    if (json) context.print(printableJson(found))
    else for (const line of describeTest(found)) context.print(line)
    return 0
  },
}

export const cacheCommands = [mode, status, list, purge, wrong, right, test] as const

interface Purged {
  readonly client: string | undefined
  readonly model: string | undefined
  readonly entry: string | undefined
}

async function purgeOf({ client, model, entry }: Purged, admin: AdminApi): Promise<CachePurge> {
  if (client !== undefined) {
    return { what: 'client', clientId: findClient(await admin.listClients({}), client).id }
  }
  if (model !== undefined) return { what: 'model', model }
  if (entry !== undefined) return { what: 'entry', entryId: entry }
  return { what: 'all' }
}

function printed<Row>(
  rows: readonly Row[],
  table: (rows: readonly Row[]) => readonly string[],
  json: boolean | undefined,
): readonly string[] {
  if (json) return [printableJson(rows)]
  return rows.length === 0 ? ['There is nothing.'] : table(rows)
}
