import type { ProviderKeyView } from '../../contract/providers.ts'
import { type Command, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { readKey } from '../read-key.ts'
import { type Column, formatTable, printableJson } from '../table.ts'
import { timeText } from '../words.ts'

const columns: readonly Column<ProviderKeyView>[] = [
  { title: 'NAME', text: key => key.name },
  { title: 'QUOTA GROUP', text: key => key.quotaGroup ?? '-' },
  { title: 'KEY', text: key => key.state },
  { title: 'ADDED', text: key => timeText(key.addedAtMs) },
  { title: 'NOTE', text: key => key.reason ?? '' },
]

const add: Command = {
  words: 'provider key add',
  usage: 'PROVIDER --name NAME [--quota-group GROUP] (--key-env VAR | --key-stdin)',
  summary:
    'Give a provider one more key, or replace the key of that name. Keys of one account share a GROUP.',
  async run(args, context) {
    const options = { name: 'text', 'quota-group': 'text', 'key-env': 'text', 'key-stdin': 'flag' } as const
    const values = parseCommand(args, options, ['PROVIDER'])
    const [providerId = ''] = values.operands
    const { name, 'quota-group': quotaGroup } = values
    if (name === undefined) throw new UsageError('The key needs a name: use --name NAME.')
    const key = await readKey(values['key-env'], values['key-stdin'] === true, context)
    if (key === undefined) throw new UsageError('Give the key with --key-env VAR or --key-stdin.')
    await withAdmin(values.home, context, async ({ admin }) => {
      const group = quotaGroup === undefined ? {} : { quotaGroup }
      const provider = await admin.addProviderKey({ providerId, name, key, ...group })
      context.print(values.json ? printableJson(provider) : `Stored the key ${name} of ${provider.id}.`)
      if (provider.modelsError !== null) context.note(provider.modelsError)
    })
    return 0
  },
}

const list: Command = {
  words: 'provider key list',
  usage: 'PROVIDER',
  summary: 'The keys of a provider by their names, in the order in which they are used.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['PROVIDER'])
    const [providerId = ''] = operands
    const keys = await withAdmin(home, context, ({ admin }) => admin.listProviderKeys({ providerId }))
    if (json) context.print(printableJson(keys))
    else for (const line of formatTable(columns, keys)) context.print(line)
    return 0
  },
}

const remove: Command = {
  words: 'provider key remove',
  usage: 'PROVIDER NAME',
  summary: 'Forget one key of a provider.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['PROVIDER', 'NAME'])
    const [providerId = '', name = ''] = operands
    await withAdmin(home, context, ({ admin }) => admin.removeProviderKey({ providerId, name }))
    context.print(json ? printableJson({ removed: name }) : `Removed the key ${name} of ${providerId}.`)
    return 0
  },
}

export const providerKeyCommands = [add, list, remove] as const
