import { type ExportFormat, type ExportPlace, exportFormats } from '../../contract/request-list.ts'
import type { Command } from '../command.ts'
import { logFilterOptions, readLogFilter } from '../log-filter.ts'
import { withAdmin } from '../open-admin.ts'
import { oneOf, parseCommand } from '../parse-command.ts'

export const logExportCommand: Command = {
  words: 'log export',
  usage: '[--format csv|jsonl] [FILTER ...]',
  summary: [
    'Prints the requests of the log for a spreadsheet or a script, in the order in which they ended: all, or those that',
    'every FILTER lets through. The filters are those of log.',
  ].join('\n      '),
  async run(args, context) {
    const options = parseCommand(args, { format: 'text', ...logFilterOptions })
    const chosen: ExportFormat = oneOf(options.format ?? 'csv', exportFormats, '--format')
    await withAdmin(options.home, context, async ({ admin }) => {
      const filter = await readLogFilter(options, admin)
      let next: ExportPlace | undefined
      do {
        const piece = await admin.exportRequests({ ...filter, format: chosen, ...(next && { next }) })
        for (const line of piece.text.split(/\r?\n/).slice(0, -1)) context.print(line)
        next = piece.next ?? undefined
      } while (next !== undefined && !context.outputClosed.aborted)
    })
    return 0
  },
}
