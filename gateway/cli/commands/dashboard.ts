import { writeDashboardPage } from '../../lifecycle/instance-file.ts'
import { type Command, CommandError, UsageError } from '../command.ts'
import { openRunning } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { homeDirOf } from '../surroundings.ts'
import { printableJson } from '../table.ts'

export const dashboardCommand: Command = {
  words: 'dashboard',
  usage: '[--open | --no-open]',
  summary: [
    "The dashboard's address of the gateway that runs, with the token of this run, and opens it where there is a desktop.",
    'A page that was open before a restart takes what this prints.',
  ].join('\n      '),
  async run(args, context) {
    const values = parseCommand(args, { open: 'flag', 'no-open': 'flag' })
    if (values.open && values['no-open']) throw new UsageError('--open or --no-open, not both.')
    const homeDir = homeDirOf(values.home, context.environment)
    const access = await openRunning(homeDir)
    if (access?.running === undefined) {
      throw new CommandError(`Nothing runs on ${homeDir}: start Gatehouse, or say another home with --home.`)
    }
    await access.close()
    const { adminUrl, adminToken } = access.running
    const dashboardUrl = `${adminUrl}/#token=${adminToken}`
    context.print(values.json ? printableJson({ dashboardUrl }) : dashboardUrl)

    const isWanted = values.open ?? (!values['no-open'] && !values.json && context.isTerminal)
    if (!isWanted) return 0
    if (context.desktop !== undefined) context.desktop.open(writeDashboardPage(homeDir, dashboardUrl))
    else if (values.open) context.note('There is no desktop here to open it on.')
    return 0
  },
}
