import { once } from 'node:events'
import type { Config } from '../../config/schema.ts'
import type { Command } from '../command.ts'
import { openFirstView } from '../first-view.ts'
import { parseCommand, parseInteger } from '../parse-command.ts'
import { headlessDeps, homeDirOf } from '../surroundings.ts'

export const serveCommand: Command = {
  words: 'serve',
  usage: '[--port 4283] [--admin-port 4284] [--sandbox] [--accept-new-ledger]',
  summary: [
    'Run the gateway and its dashboard without a desktop, until SIGINT or SIGTERM. --accept-new-ledger goes on, this once,',
    'with a ledger.db that is not the one this home was used with: its budgets and what was spent are gone.',
  ].join('\n      '),
  async run(args, context) {
    const values = parseCommand(args, {
      port: 'text',
      'admin-port': 'text',
      sandbox: 'flag',
      'accept-new-ledger': 'flag',
    })
    const { sandbox = false } = values
    const overrides = {
      ...portOverride('port', '--port', values.port),
      ...portOverride('adminPort', '--admin-port', values['admin-port']),
    }
    const deps = headlessDeps(context, homeDirOf(values.home, context.environment), {
      overrides,
      sandbox,
      acceptNewLedger: values['accept-new-ledger'] ?? false,
      logLevel: 'warn',
    })
    const stopped = context.stopSignal()
    const { createGateway } = await import('../../index.ts')
    let close = async () => {}
    context.endOnUnhandled(deps.log, () => close())
    const gateway = await createGateway(deps)
    close = gateway.closeNow
    try {
      const view = await openFirstView(gateway, sandbox)
      for (const line of values.json ? [view.json] : view.lines) context.print(line)
      if (!stopped.aborted) await once(stopped, 'abort')
      const { length } = await gateway.admin.listRunningRequests({})
      if (length > 0)
        context.note(`Stopping: waiting for ${length === 1 ? '1 request' : `${length} requests`}.`)
    } finally {
      await gateway.close()
      if (stopped.aborted) context.note('Stopped.')
      context.exitWithin(lingerMs)
    }
    return 0
  },
}

/** How long the process may stay alive after everything is closed. Only a worker that hangs would keep it alive. */
const lingerMs = 1000

function portOverride(
  key: 'port' | 'adminPort',
  option: string,
  text: string | undefined,
): Pick<Partial<Config>, typeof key> {
  return text === undefined ? {} : { [key]: parseInteger(text, option, 0, 65_535) }
}
