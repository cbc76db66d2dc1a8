import type { SettingValue, SettingView } from '../../contract/admin.ts'
import { type Command, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printableJson } from '../table.ts'

const columns: readonly Column<SettingView>[] = [
  { title: 'KEY', text: setting => setting.key },
  { title: 'VALUE', text: setting => String(setting.value), align: 'end' },
  { title: 'DEFAULT', text: setting => String(setting.defaultValue), align: 'end' },
  { title: 'MEANING', text: setting => setting.description },
]

const list: Command = {
  words: 'settings list',
  usage: '',
  summary: 'Every setting with its value, default and meaning.',
  async run(args, context) {
    const { home, json } = parseCommand(args, {})
    const settings = await withAdmin(home, context, ({ admin }) => admin.listSettings({}))
    if (json) context.print(printableJson(settings))
    else for (const line of formatTable(columns, settings)) context.print(line)
    return 0
  },
}

const set: Command = {
  words: 'settings set',
  usage: 'KEY VALUE',
  summary: 'Change a setting; a port holds from the next start.',
  async run(args, context) {
    const { home, json, operands } = parseCommand(args, {}, ['KEY', 'VALUE'])
    const [key = '', text = ''] = operands
    const value = parseValue(text)
    const changed = await withAdmin(home, context, ({ admin }) => admin.changeSetting({ key, value }))
    context.print(json ? printableJson(changed) : `${changed.key} is ${changed.value}.`)
    return 0
  },
}

export const settingsCommands = [list, set] as const

function parseValue(text: string): SettingValue {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^\d{1,16}(\.\d{1,9})?$/.test(text)) return Number(text)
  if (/^[a-z-]{1,64}$/.test(text)) return text
  throw new UsageError('VALUE is a number, true, false or a word.')
}
