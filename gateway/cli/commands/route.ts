import { readFileSync } from 'node:fs'
import type { AdminApi } from '../../contract/admin.ts'
import {
  type ExplainView,
  type PlannedTargetView,
  type RequestNeed,
  type RouteDefinition,
  type RouteView,
  requestNeeds,
} from '../../contract/routes.ts'
import { type Command, CommandError, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand, parseInteger } from '../parse-command.ts'
import { parseRoute, routeOptions } from '../route-options.ts'
import { type Column, formatTable, printable, printableJson } from '../table.ts'
import { moneyText, timeText } from '../words.ts'

const columns: readonly Column<RouteView>[] = [
  { title: 'NAME', text: route => route.name },
  { title: 'STRATEGY', text: route => route.groups.map(({ strategy }) => strategy).join(', then ') },
  {
    title: 'TARGETS',
    text: route =>
      route.groups.map(({ targets }) => targets.map(({ target }) => target).join(' ')).join(' | '),
  },
  { title: 'CHANGED', text: route => timeText(route.updatedAtMs) },
]

const set: Command = {
  words: 'route set',
  usage: [
    'NAME (--to PROVIDER/MODEL [--to PROVIDER/MODEL ...]',
    '    [--strategy priority|weighted|lowest-cost|lowest-latency|least-busy|local-first] [--weight N ...]',
    '    [--headers-ms N] [--first-token-ms N] [--tokens-per-second N] [--hedge] [--hedge-after-ms N]',
    '    [--on-refusal next|tell] [--local-last-resort] [--continue-broken] [--no-sticky] | --file FILE)',
  ].join('\n  '),
  summary: [
    'Make a name that stands for several models, or replace it. A limit in milliseconds, or in tokens per second, is what a',
    'target may take before the next one is asked. FILE is what `route show NAME --json` prints: several groups, and their',
    'conditions, are set with it.',
  ].join('\n      '),
  async run(args, context) {
    const { file, home, json, operands, ...options } = parseCommand(args, { ...routeOptions, file: 'text' }, [
      'NAME',
    ])
    const [name = ''] = operands
    if (file !== undefined && Object.values(options).some(value => value !== undefined))
      throw new UsageError('--file says everything: leave the other options out.')
    const route = file === undefined ? parseRoute(name, options) : readRoute(name, file)
    await withAdmin(home, context, async ({ admin }) => {
      const { warnings, ...made } = await admin.setRoute(route)
      context.print(json ? printableJson(definitionOf(made)) : `Set the route "${made.name}".`)
      for (const warning of warnings) context.note(printable(warning))
    })
    return 0
  },
}

const list: Command = {
  words: 'route list',
  usage: '',
  summary: 'The routes: names that stand for several models.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const routes = await withAdmin(home, context, ({ admin }) => admin.listRoutes({}))
    if (json) context.print(printableJson(routes))
    else for (const line of formatTable(columns, routes)) context.print(line)
    return 0
  },
}

const show: Command = {
  words: 'route show',
  usage: 'NAME',
  summary: 'One route as JSON, as `route set NAME --file FILE` takes it.',
  async run(args, context) {
    const { home, operands } = parseCommand(args, {}, ['NAME'])
    const [name = ''] = operands
    const route = await withAdmin(home, context, ({ admin }) => findRoute(admin, name))
    context.print(printableJson(definitionOf(route)))
    return 0
  },
}

const remove: Command = {
  words: 'route remove',
  usage: 'NAME',
  summary: 'Take a route away: its name then stands for a model again, or for nothing.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['NAME'])
    const [name = ''] = operands
    await withAdmin(home, context, ({ admin }) => admin.removeRoute({ name }))
    context.print(json ? printableJson({ removed: name }) : `Removed the route "${printable(name)}".`)
    return 0
  },
}

const explain: Command = {
  words: 'route explain',
  usage:
    'NAME [--input-tokens N] [--needs tools,vision,json-schema,reasoning] [--client NAME] [--project NAME]',
  summary:
    'What a request would be sent to, in which order and why, and what it would cost. Nothing is sent.',
  async run(args, context) {
    const kinds = { 'input-tokens': 'text', needs: 'text', client: 'text', project: 'text' } as const
    const { client, home, json, needs, operands, project, ...values } = parseCommand(args, kinds, ['NAME'])
    const [name = ''] = operands
    const tokens = values['input-tokens']
    const question = {
      name,
      ...(tokens !== undefined && { inputTokens: parseInteger(tokens, '--input-tokens', 0, 100_000_000) }),
      ...(needs !== undefined && { needs: parseNeeds(needs) }),
      ...(client !== undefined && { client }),
      ...(project !== undefined && { project }),
    }
    const view = await withAdmin(home, context, ({ admin }) => admin.explainRoute(question))
    if (json) context.print(printableJson(view))
    else for (const line of explainLines(view)) context.print(line)
    return 0
  },
}

export const routeCommands = [set, list, show, remove, explain] as const

function readRoute(name: string, file: string): RouteDefinition {
  let read: unknown
  try {
    read = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new CommandError(
      `The file cannot be read as JSON: ${error instanceof Error ? error.message : ''}`,
      {
        cause: error,
      },
    )
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new CommandError('The file is no route: it must be a JSON object.')
  // What else is wrong with it is told by the gateway, which checks it.
  return { ...(read as RouteDefinition), name }
}

function definitionOf({ createdAtMs: _, updatedAtMs: __, ...definition }: RouteView): RouteDefinition {
  return definition
}

async function findRoute(admin: AdminApi, name: string): Promise<RouteView> {
  const found = (await admin.listRoutes({})).find(route => route.name === name)
  if (!found) throw new CommandError(`There is no route "${name}".`)
  return found
}

function parseNeeds(text: string): readonly RequestNeed[] {
  return text.split(',').map(word => {
    const need = requestNeeds.find(known => known === word.trim())
    if (need) return need
    throw new UsageError(`--needs takes ${requestNeeds.join(', ')}, with commas between them.`)
  })
}

const targetColumns: readonly Column<PlannedTargetView>[] = [
  { title: 'TARGET', text: ({ target }) => target },
  { title: 'GROUP', text: ({ group }) => String(group + 1), align: 'end' },
  { title: 'COST', text: ({ estimatedCostNanoUsd }) => moneyText(estimatedCostNanoUsd), align: 'end' },
  { title: 'WHY', text: ({ why }) => why },
]

const skippedColumns: readonly Column<PlannedTargetView>[] = [
  { title: 'LEFT OUT', text: ({ target }) => target },
  { title: 'GROUP', text: ({ group }) => String(group + 1), align: 'end' },
  { title: 'REASON', text: ({ skipped }) => skipped?.reason ?? '' },
  { title: 'WHY', text: ({ skipped }) => skipped?.text ?? '' },
]

function explainLines({ cache, inputTokens, needs, route, targets }: ExplainView): readonly string[] {
  const asked = targets.filter(({ skipped }) => !skipped)
  const left = targets.filter(({ skipped }) => skipped)
  const needsText = needs.length === 0 ? '' : ` that needs ${needs.join(', ')}`
  const what = route === null ? 'A model, not a route.' : 'Targets in the order in which they are asked'
  return [
    `${what}${route === null ? '' : `, for a request of ${inputTokens} input tokens${needsText}:`}`,
    ...(asked.length === 0 ? ['No target can be asked.'] : formatTable(targetColumns, asked)),
    ...(left.length === 0 ? [] : ['', ...formatTable(skippedColumns, left)]),
    '',
    `Cache: ${cache.mode}. ${cache.mode === 'off' ? '' : cache.reason}`.trimEnd(),
  ]
}
