import type { AdminApi } from '../../contract/admin.ts'
import type { ProviderChange, ProviderView } from '../../contract/providers.ts'
import { type Command, CommandError, UsageError } from '../command.ts'
import { findKind } from '../find-kind.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { providerOptions } from '../provider-options.ts'
import { readKey } from '../read-key.ts'
import { printableJson } from '../table.ts'
import { testFirst } from '../test-first.ts'

export const providerEditCommand: Command = {
  words: 'provider edit',
  usage: 'ID [--kind KIND] [--base-url URL] [--key-env VAR | --key-stdin] [--test]',
  summary:
    'Change a provider, all but its ID. Another server or KIND erases its keys; prices of your own stay.',
  async run(args, context) {
    const values = parseCommand(args, providerOptions, ['ID'])
    const [id = ''] = values.operands
    const { kind, 'base-url': baseUrl } = values
    const key = await readKey(values['key-env'], values['key-stdin'] === true, context)
    if (kind === undefined && baseUrl === undefined && key === undefined)
      throw new UsageError('Say what to change: --kind, --base-url, --key-env or --key-stdin.')
    await withAdmin(values.home, context, async ({ admin }) => {
      const before = await findProvider(admin, id)
      const place = await placeOf(admin, before, kind, baseUrl)
      const change: ProviderChange = { id, ...place, ...(key !== undefined && { key }) }
      if (values.test) await testFirst(admin, id, change, context)
      const changed = await admin.changeProvider(change)
      context.print(values.json ? printableJson(changed) : `Changed ${id}.`)
      const erased = erasedText(before, changed)
      for (const caution of [erased, changed.warning, changed.modelsError])
        if (caution !== null) context.note(caution)
    })
    return 0
  },
}

async function findProvider(
  admin: AdminApi,
  id: string,
): Promise<ProviderView & { readonly baseUrl: string }> {
  const provider = (await admin.listProviders({})).find(each => each.id === id)
  if (!provider) throw new CommandError(`No provider named "${id}" is set up.`)
  const { baseUrl } = provider
  if (baseUrl === null)
    throw new CommandError(`The provider "${id}" is built in: nothing of it can be changed.`)
  return { ...provider, baseUrl }
}

/** As in the window, another kind comes with its own address. */
async function placeOf(
  admin: AdminApi,
  before: { readonly kind: string; readonly baseUrl: string },
  wanted: string | undefined,
  baseUrl: string | undefined,
): Promise<Pick<ProviderChange, 'kind' | 'baseUrl'>> {
  if (wanted === undefined || wanted === before.kind)
    return { kind: before.kind, baseUrl: baseUrl ?? before.baseUrl }
  const { kind, defaultBaseUrl } = findKind(await admin.listProviderKinds({}), wanted)
  const url = baseUrl ?? defaultBaseUrl
  if (url === null) throw new UsageError(`A provider of kind ${kind} needs --base-url URL.`)
  return { kind, baseUrl: url }
}

/** Says which keys the change has erased, and what becomes of the provider. Null if none. */
function erasedText(before: ProviderView, { id, keys }: ProviderView): string | null {
  const isThere = (name: string) => keys.some(key => key.name === name)
  const erased = before.keys.map(({ name }) => name).filter(name => !isThere(name))
  if (erased.length === 0) return null
  const told = `Erased, as a key is never sent to another server or kind: ${erased.join(', ')}.`
  if (keys.length > 0) return told
  return `${told} ${id} is asked without a key now; give it one with: provider edit ${id} --key-stdin`
}
