import type { ProviderKindView, ProviderView } from '../../contract/providers.ts'
import { type Command, CommandError, UsageError } from '../command.ts'
import { findKind } from '../find-kind.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { providerOptions } from '../provider-options.ts'
import { failedText, passedText } from '../provider-test-words.ts'
import { readKey } from '../read-key.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { testFirst } from '../test-first.ts'
import { timeText } from '../words.ts'

const columns: readonly Column<ProviderView>[] = [
  { title: 'ID', text: provider => provider.id },
  { title: 'KIND', text: provider => provider.kind },
  { title: 'KEY', text: keyText },
  { title: 'MODELS', text: provider => String(provider.models.length), align: 'end' },
  { title: 'FETCHED', text: provider => timeText(provider.modelsFetchedAtMs) },
  { title: 'BASE URL', text: provider => provider.baseUrl ?? '-' },
  { title: 'NOTE', text: noteOf },
]

function keyText({ key, keys }: ProviderView): string {
  return keys.length > 1 ? `${key} (${keys.length})` : key
}

function noteOf({ keyReason, warning, modelsError, isFound }: ProviderView): string {
  return keyReason ?? warning ?? modelsError ?? (isFound ? 'found on this machine' : '')
}

const kindColumns: readonly Column<ProviderKindView>[] = [
  { title: 'KIND', text: kind => kind.kind },
  { title: 'NAME', text: kind => kind.name },
  { title: 'KEY', text: kind => (kind.keyRequired ? kind.keyLabel : 'optional') },
  { title: 'BASE URL', text: kind => kind.defaultBaseUrl ?? '--base-url is needed' },
  { title: 'SPEAKS', text: kind => kind.formats.join(', ') },
]

const add: Command = {
  words: 'provider add',
  usage: 'ID [--kind KIND] [--base-url URL] [--key-env VAR | --key-stdin] [--test]',
  summary:
    'Set up a provider; KIND is the ID unless given, one of `provider kinds`. With --test, only if it answers.',
  async run(args, context) {
    const values = parseCommand(args, providerOptions, ['ID'])
    const [id = ''] = values.operands
    const key = await readKey(values['key-env'], values['key-stdin'] === true, context)
    const baseUrl = values['base-url']
    await withAdmin(values.home, context, async ({ admin }) => {
      const kind = findKind(await admin.listProviderKinds({}), values.kind ?? id)
      if (kind.keyRequired && key === undefined) {
        throw new UsageError(`${kind.name} needs a key: use --key-env VAR or --key-stdin.`)
      }
      const draft = {
        kind: kind.kind,
        ...(baseUrl !== undefined && { baseUrl }),
        ...(key !== undefined && { key }),
      }
      if (values.test) await testFirst(admin, id, draft, context)
      const added = await admin.addProvider({ id, ...draft })
      context.print(values.json ? printableJson(added) : `Added ${added.id} (${added.name}).`)
      for (const caution of [added.warning, added.modelsError]) if (caution !== null) context.note(caution)
    })
    return 0
  },
}

const list: Command = {
  words: 'provider list',
  usage: '',
  summary: 'The providers set up here. Keys never come back out.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const providers = await withAdmin(home, context, ({ admin }) => admin.listProviders({}))
    if (json) context.print(printableJson(providers))
    else for (const line of formatTable(columns, providers)) context.print(line)
    return 0
  },
}

const kinds: Command = {
  words: 'provider kinds',
  usage: '',
  summary: 'The kinds of providers that can be added.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const known = await withAdmin(home, context, ({ admin }) => admin.listProviderKinds({}))
    if (json) context.print(printableJson(known))
    else for (const line of formatTable(kindColumns, known)) context.print(line)
    return 0
  },
}

const test: Command = {
  words: 'provider test',
  usage: 'ID',
  summary: 'Ask a provider for its models with the stored key.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['ID'])
    const [id = ''] = operands
    const result = await withAdmin(home, context, ({ admin }) => admin.testProvider({ id }))
    if (json) context.print(printableJson(result))
    if (!result.ok) throw new CommandError(failedText(id, result))
    if (!json) context.print(passedText(id, result))
    return 0
  },
}

const remove: Command = {
  words: 'provider remove',
  usage: 'ID',
  summary: 'Forget a provider and its key.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['ID'])
    const [id = ''] = operands
    await withAdmin(home, context, ({ admin }) => admin.removeProvider({ id }))
    context.print(json ? printableJson({ removed: id }) : `Removed ${id}.`)
    return 0
  },
}

export const providerCommands = [add, list, kinds, test, remove] as const
