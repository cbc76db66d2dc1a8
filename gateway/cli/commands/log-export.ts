import { type ExportFormat, type ExportPlace, exportFormats } from '../../contract/request-list.ts'
import type { Command } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { oneOf, parseCommand } from '../parse-command.ts'

export const logExportCommand: Command = {
  words: 'log export',
  usage: '[--format csv|jsonl]',
  summary: 'Prints all requests of the log for a spreadsheet or a script, in the order in which they ended.',
  async run(args, context) {
    const { home, format = 'csv' } = parseCommand(args, { format: 'text' })
    const chosen: ExportFormat = oneOf(format, exportFormats, '--format')
    await withAdmin(home, context, async ({ admin }) => {
      let next: ExportPlace | undefined
      do {
        const piece = await admin.exportRequests({ format: chosen, ...(next && { next }) })
        for (const line of piece.text.split(/\r?\n/).slice(0, -1)) context.print(line)
        next = piece.next ?? undefined
      } while (next !== undefined && !context.outputClosed.aborted)
    })
    return 0
  },
}
