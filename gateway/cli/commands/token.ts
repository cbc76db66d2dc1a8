import type { AdminApi, ClientView } from '../../contract/admin.ts'
import { cacheModes, cacheScopes } from '../../contract/answer-cache.ts'
import { onUnsupportedOptions } from '../../contract/clients.ts'
import { clientCacheText } from '../cache-words.ts'
import { type Command, type CommandContext, CommandError, UsageError } from '../command.ts'
import { findClient } from '../find-client.ts'
import { withAdmin } from '../open-admin.ts'
import { oneOf, parseCommand, required } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { timeText } from '../words.ts'

const columns: readonly Column<ClientView>[] = [
  { title: 'NAME', text: client => client.name },
  { title: 'TOKEN', text: client => `${client.tokenPrefix}…` },
  { title: 'PERSON', text: client => client.personId ?? '-' },
  { title: 'TEAM', text: client => client.teamId ?? '-' },
  { title: 'ON UNSUPPORTED', text: client => client.onUnsupported ?? 'default' },
  { title: 'CACHE', text: client => clientCacheText(client.cache) },
  { title: 'CREATED', text: client => timeText(client.createdAtMs) },
  { title: 'LAST USED', text: client => timeText(client.lastUsedAtMs) },
  { title: 'PAUSED', text: client => timeText(client.pausedAtMs) },
  { title: 'REVOKED', text: client => timeText(client.revokedAtMs) },
  { title: 'ID', text: client => client.id },
]

const create: Command = {
  words: 'token create',
  usage: '--name NAME [--person NAME] [--team PATH]',
  summary: 'Make a client token and print it: it is shown once.',
  async run(args, context) {
    const { home, json, name, person, team } = parseCommand(args, {
      name: 'text',
      person: 'text',
      team: 'text',
    })
    const wanted = { name: required(name, '--name'), personId: person || null, teamId: team || null }
    const made = await withAdmin(home, context, ({ admin }) => admin.createClient(wanted))
    if (json) {
      context.print(printableJson(made))
    } else {
      context.note(`The token of "${made.client.name}", shown once:`)
      context.print(made.token)
    }
    return 0
  },
}

const list: Command = {
  words: 'token list',
  usage: '',
  summary: 'The client tokens, by their first characters.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const clients = await withAdmin(home, context, ({ admin }) => admin.listClients({}))
    if (json) context.print(printableJson(clients))
    else for (const line of formatTable(columns, clients)) context.print(line)
    return 0
  },
}

const assign: Command = {
  words: 'token assign',
  usage: 'NAME-or-ID [--person NAME] [--team PATH]',
  summary: 'Say whose a client token is, for budgets of a person or a team; an empty value takes it away.',
  async run(args, context) {
    const kinds = { person: 'text', team: 'text' } as const
    const { home, json, person, team, operands } = parseCommand(args, kinds, ['NAME-or-ID'])
    if (person === undefined && team === undefined) throw new UsageError('Give --person, --team or both.')
    const [wanted = ''] = operands
    await withAdmin(home, context, async ({ admin }) => {
      const { id, personId, teamId } = findClient(await admin.listClients({}), wanted)
      const assigned = await admin.assignClient({
        id,
        personId: person === undefined ? personId : person || null,
        teamId: team === undefined ? teamId : team || null,
      })
      context.print(json ? printableJson(assigned) : assignedText(assigned))
    })
    return 0
  },
}

const setTranslation: Command = {
  words: 'token set-translation',
  usage: 'NAME-or-ID drop|warn|reject|default',
  summary:
    'Say what becomes of its requests that a provider cannot be asked for in full; default: as onUnsupported says.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['NAME-or-ID', 'drop|warn|reject|default'])
    const [wanted = '', word = ''] = operands
    const onUnsupported = onUnsupportedOptions.find(option => option === word) ?? null
    if (onUnsupported === null && word !== 'default') {
      throw new UsageError('The last argument is drop, warn, reject or default.')
    }
    await withAdmin(home, context, async ({ admin }) => {
      const { id } = findClient(await admin.listClients({}), wanted)
      const client = await admin.setClientTranslation({ id, onUnsupported })
      context.print(json ? printableJson(client) : translationText(client))
    })
    return 0
  },
}

const setCache: Command = {
  words: 'token set-cache',
  usage:
    'NAME-or-ID [--mode off|measure|exact|semantic|default] [--scope client|team|everybody] [--tools on|off]',
  summary:
    'Say whether its requests get answers again, with whom it shares them, and whether requests with tools do; default: as cacheMode says.',
  async run(args, context) {
    const kinds = { mode: 'text', scope: 'text', tools: 'text' } as const
    const { home, json, mode, scope, tools, operands } = parseCommand(args, kinds, ['NAME-or-ID'])
    const modeWord = mode === undefined ? undefined : oneOf(mode, [...cacheModes, 'default'], '--mode')
    const scopeWord = scope === undefined ? undefined : oneOf(scope, cacheScopes, '--scope')
    const toolsWord = tools === undefined ? undefined : oneOf(tools, ['on', 'off'], '--tools')
    if (mode === undefined && scope === undefined && tools === undefined) {
      throw new UsageError('Give --mode, --scope or --tools.')
    }
    const [wanted = ''] = operands
    await withAdmin(home, context, async ({ admin }) => {
      const { id, cache } = findClient(await admin.listClients({}), wanted)
      const client = await admin.setClientCache({
        id,
        mode: modeWord === undefined ? cache.mode : modeWord === 'default' ? null : modeWord,
        scope: scopeWord ?? cache.scope,
        allowsTools: toolsWord === undefined ? cache.allowsTools : toolsWord === 'on',
      })
      context.print(
        json ? printableJson(client) : `The cache of "${client.name}": ${clientCacheText(client.cache)}.`,
      )
    })
    return 0
  },
}

const pause: Command = {
  words: 'token pause',
  usage: 'NAME-or-ID',
  summary: 'Refuse what asks with a client token until it is resumed. Requests that run go on.',
  run: (args, context) =>
    changeOne(args, context, async (admin, id) => {
      const client = await admin.pauseClient({ id })
      return { client, text: `Paused "${client.name}".` }
    }),
}

const resume: Command = {
  words: 'token resume',
  usage: 'NAME-or-ID',
  summary: 'Let a paused client token be used again.',
  run: (args, context) =>
    changeOne(args, context, async (admin, id) => {
      const client = await admin.resumeClient({ id })
      return { client, text: `Resumed "${client.name}".` }
    }),
}

const rename: Command = {
  words: 'token rename',
  usage: 'NAME-or-ID NEW-NAME',
  summary: 'Give a client token another name. The token, its budgets and its history stay.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['NAME-or-ID', 'NEW-NAME'])
    const [wanted = '', name = ''] = operands
    await withAdmin(home, context, async ({ admin }) => {
      const { id, name: before } = findClient(await admin.listClients({}), wanted)
      const client = await admin.renameClient({ id, name })
      context.print(json ? printableJson(client) : `Renamed "${before}" to "${client.name}".`)
    })
    return 0
  },
}

const revoke: Command = {
  words: 'token revoke',
  usage: 'NAME-or-ID',
  summary: 'End a client token: what asks with it is refused from now on.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['NAME-or-ID'])
    const [wanted = ''] = operands
    await withAdmin(home, context, async ({ admin }) => {
      const client = findClient(await admin.listClients({}), wanted)
      if (client.revokedAtMs !== null) {
        throw new CommandError(`The client token "${client.name}" is revoked already.`)
      }
      await admin.revokeClient({ id: client.id })
      context.print(json ? printableJson({ revoked: client.id }) : `Revoked "${client.name}".`)
    })
    return 0
  },
}

export const tokenCommands = [
  create,
  list,
  assign,
  rename,
  pause,
  resume,
  setTranslation,
  setCache,
  revoke,
] as const

interface Change {
  readonly client: ClientView
  readonly text: string
}

/** Runs a change of the one client that the only operand names, and prints it. */
async function changeOne(
  args: readonly string[],
  context: CommandContext,
  change: (admin: AdminApi, id: string) => Promise<Change>,
): Promise<number> {
  const { home, json, operands } = parseCommand(args, {}, ['NAME-or-ID'])
  const [wanted = ''] = operands
  await withAdmin(home, context, async ({ admin }) => {
    const { client, text } = await change(admin, findClient(await admin.listClients({}), wanted).id)
    context.print(json ? printableJson(client) : text)
  })
  return 0
}

function translationText({ name, onUnsupported }: ClientView): string {
  return onUnsupported === null
    ? `"${name}" does as the setting onUnsupported says.`
    : `onUnsupported of "${name}" is ${onUnsupported}.`
}

function assignedText({ name, personId, teamId }: ClientView): string {
  const person = personId === null ? 'nobody' : `"${personId}"`
  const team = teamId === null ? 'no team' : `team "${teamId}"`
  return `"${name}" belongs to ${person} and to ${team}.`
}
