import { setTimeout as wait } from 'node:timers/promises'
import type { AdminApi } from '../../contract/admin.ts'
import type { LocalModelView, LocalServers, LocalServerView, PullView } from '../../contract/local.ts'
import { type Command, CommandError, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printable, printableJson } from '../table.ts'
import { countText, sizeText } from '../words.ts'

const serverColumns: readonly Column<LocalServerView>[] = [
  { title: 'SERVER', text: ({ name }) => name },
  { title: 'ADDRESS', text: ({ baseUrl }) => baseUrl },
  { title: 'STATE', text: ({ problem }) => problem ?? 'running' },
  { title: 'VERSION', text: ({ version }) => version ?? '-' },
  { title: 'PROVIDER', text: ({ providerId }) => providerId ?? '-' },
]

const modelColumns: readonly Column<LocalModelView>[] = [
  { title: 'MODEL', text: ({ name }) => name },
  { title: 'SIZE', text: ({ sizeBytes }) => sizeText(sizeBytes), align: 'end' },
  { title: 'PARAMETERS', text: ({ parameterSize }) => parameterSize ?? '-', align: 'end' },
  { title: 'BUILD', text: ({ quantization }) => quantization ?? '-' },
  { title: 'CONTEXT', text: ({ contextTokens }) => countText(contextTokens), align: 'end' },
  { title: 'LOADED', text: loadedText, align: 'end' },
  { title: 'CAN', text: ({ capabilities }) => capabilities?.join(', ') ?? 'unknown' },
  { title: 'NOTE', text: ({ isRemote }) => (isRemote ? 'runs elsewhere' : '') },
]

function loadedText({ isLoaded, loadedContextTokens }: LocalModelView): string {
  if (!isLoaded) return 'no'
  return loadedContextTokens === null ? 'yes' : String(loadedContextTokens)
}

const list: Command = {
  words: 'local list',
  usage: '',
  summary: 'Servers found on this machine, such as Ollama, and their models. None is loaded by it.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const found = await withAdmin(home, context, ({ admin }) => admin.readLocalServers({}))
    if (json) context.print(printableJson(found))
    else for (const line of describe(found)) context.print(line)
    return 0
  },
}

function describe({ servers }: LocalServers): readonly string[] {
  if (servers.length === 0) {
    return ['No server was found on this machine. `provider kinds` lists those that are looked for.']
  }
  const models = servers.flatMap(each => each.models)
  return [
    ...formatTable(serverColumns, servers),
    ...(models.length > 0 ? ['', ...formatTable(modelColumns, models)] : []),
  ]
}

const add: Command = {
  words: 'local add',
  usage: 'ADDRESS',
  summary: 'Use a server that `local list` shows, also one that was removed before.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['ADDRESS'])
    const [address = ''] = operands
    const added = await withAdmin(home, context, async ({ admin }) => {
      const { servers } = await admin.readLocalServers({})
      return admin.addLocalServer({ baseUrl: addressOf(servers, address) })
    })
    context.print(json ? printableJson(added) : `Added ${added.id} (${added.name}).`)
    return 0
  },
}

const pull: Command = {
  words: 'local pull',
  usage: 'MODEL [--server ADDRESS]',
  summary: 'Install a model, on the only server that can or on the one named. What broke off goes on.',
  async run(args, context) {
    const { home, json, server, operands } = parseCommand(args, { server: 'text' }, ['MODEL'])
    const [model = ''] = operands
    const ended = await withAdmin(home, context, async ({ admin }) => {
      const { servers } = await admin.readLocalServers({})
      const baseUrl = server === undefined ? onlyPuller(servers) : addressOf(servers, server)
      await admin.pullLocalModel({ baseUrl, model })
      const tell = json ? () => {} : context.note
      return follow(admin, { baseUrl, model }, context.stopSignal(), tell)
    })
    if (json) context.print(printableJson(ended))
    if (ended.state === 'failed') throw new CommandError(`${model} was not installed: ${ended.message ?? ''}`)
    if (ended.state === 'cancelled')
      throw new CommandError(`Stopped. The next pull of ${model} goes on from here.`)
    if (!json) context.print(`${model} is installed.`)
    return 0
  },
}

const pollMs = 500

/** Tells the progress, a line for each step and each tenth, until the pull has ended or the person stops it. */
async function follow(
  admin: AdminApi,
  wanted: Pick<PullView, 'baseUrl' | 'model'>,
  stop: AbortSignal,
  tell: (line: string) => void,
): Promise<PullView> {
  for (let last = ''; ; ) {
    if (stop.aborted) return admin.cancelLocalPull(wanted)
    const { pulls } = await admin.readLocalServers({})
    const found = pulls.findLast(each => each.baseUrl === wanted.baseUrl && each.model === wanted.model)
    if (found === undefined) throw new CommandError('The pull was given up.')
    const said = progressText(found)
    if (said !== last) tell(printable(said))
    last = said
    if (found.state !== 'running') return found
    await wait(pollMs, undefined, { signal: stop }).catch(() => {})
  }
}

function progressText({ status, completedBytes, totalBytes }: PullView): string {
  if (totalBytes === null || totalBytes === 0) return status || 'waiting'
  const tenths = Math.floor((completedBytes / totalBytes) * 10)
  return `${tenths * 10} % of ${sizeText(totalBytes)}`
}

function addressOf(servers: readonly LocalServerView[], wanted: string): string {
  const found = servers.find(({ baseUrl, providerId }) => baseUrl === wanted || providerId === wanted)
  if (found) return found.baseUrl
  const known = servers.map(({ baseUrl }) => baseUrl).join(', ')
  throw new UsageError(known === '' ? 'No server was found on this machine.' : `ADDRESS is one of ${known}.`)
}

function onlyPuller(servers: readonly LocalServerView[]): string {
  const able = servers.filter(({ canPull, isRunning }) => canPull && isRunning)
  const [only, another] = able
  if (only && !another) return only.baseUrl
  if (only) throw new UsageError(`--server takes one of ${able.map(({ baseUrl }) => baseUrl).join(', ')}.`)
  throw new CommandError('No server that installs models is running on this machine.')
}

export const localCommands = [list, add, pull] as const
