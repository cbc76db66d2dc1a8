import type { ClientView } from '../../contract/admin.ts'
import { cacheModes, cacheScopes } from '../../contract/answer-cache.ts'
import { onUnsupportedOptions } from '../../contract/clients.ts'
import { clientCacheText } from '../cache-words.ts'
import { type Command, CommandError, UsageError } from '../command.ts'
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
  { title: 'REVOKED', text: client => timeText(client.revokedAtMs) },
  { title: 'ID', text: client => client.id },
]

const create: Command = {
  words: 'token create',
  usage: '--name NAME',
  summary: 'Make a client token and print it: it is shown once.',
  async run(args, context) {
    const { home, json, name } = parseCommand(args, { name: 'text' })
    const wanted = { name: required(name, '--name') }
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

export const tokenCommands = [create, list, assign, setTranslation, setCache, revoke] as const

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
