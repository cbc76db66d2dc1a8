import type { DoctorCheck, DoctorReport, FaultTrial, RouteCheckup } from '../../contract/doctor.ts'
import type { RouteView } from '../../contract/routes.ts'
import { askLive, type LiveQuestion } from '../ask-live.ts'
import { type Command, type CommandContext, CommandError, UsageError } from '../command.ts'
import { withAdmin } from '../open-admin.ts'
import { parseCommand } from '../parse-command.ts'
import { type Column, formatTable, printable, printableJson } from '../table.ts'
import { durationText, moneyText } from '../words.ts'

const checkColumns: readonly Column<DoctorCheck>[] = [
  { title: 'CHECK', text: ({ about }) => about },
  { title: 'STATE', text: ({ state }) => state },
  { title: 'WHAT', text: ({ text }) => text },
]

const trialColumns: readonly Column<FaultTrial>[] = [
  { title: 'FAULT', text: ({ fault }) => fault },
  { title: 'OUTCOME', text: ({ outcome }) => outcome },
  { title: 'ANSWERED BY', text: ({ answeredBy }) => answeredBy ?? '-' },
  { title: 'AFTER', text: afterText, align: 'end' },
  { title: 'COST', text: ({ costNanoUsd }) => moneyText(costNanoUsd), align: 'end' },
  { title: 'THE CALLER SEES', text: ({ seen }) => seen },
]

export const doctorCommand: Command = {
  words: 'doctor',
  usage: '[ROUTE] [--live [--yes]]',
  summary: [
    'Look at what the gateway depends on, then try the route, or every route, against simulated providers that fail: who',
    'stands in, after how long, at which cost. Providers are only asked for their lists of models, which is free. Exit code 1',
    'if something is broken, or if a request would not be answered. --live says what a tiny real request to each target costs;',
    'with --yes it is sent, and paid.',
  ].join('\n      '),
  async run(args, context) {
    const { home, json, live, operands, yes } = parseCommand(args, { live: 'flag', yes: 'flag' }, [], 1)
    if (yes && !live) throw new UsageError('--yes goes with --live only.')
    if (live && json) throw new UsageError('--live and --json do not go together.')
    return await withAdmin(home, context, async ({ admin, running }) => {
      if (live && !running) throw new CommandError('--live needs a gateway that runs.')
      const [only] = operands
      const routes = await admin.listRoutes({})
      const names = only === undefined ? routes.map(({ name }) => name) : [only]
      const reports: DoctorReport[] = []
      for (const question of [{}, ...names.map(route => ({ route }))]) {
        const report = await admin.runDoctor(question)
        reports.push(report)
        if (!json) for (const line of linesOf(report)) context.print(line)
      }
      if (json) context.print(printableJson(merged(reports)))
      else if (names.length === 0) context.print('There are no routes.')
      const isLiveWell =
        !live ||
        !running ||
        (await askTargets(routes, names, { ...running, admin, isWanted: yes === true, context }))
      return isLiveWell && reports.every(isWell) ? 0 : 1
    })
  },
}

interface Asking extends Pick<LiveQuestion, 'admin' | 'gatewayUrl' | 'isWanted'> {
  readonly context: CommandContext
}

async function askTargets(
  routes: readonly RouteView[],
  names: readonly string[],
  { context, ...asking }: Asking,
): Promise<boolean> {
  const tried = routes.filter(({ name }) => names.includes(name))
  const listed = tried.flatMap(({ groups }) => groups.flatMap(({ targets }) => targets))
  const targets = [...new Set(listed.map(({ target }) => target))]
  context.print('')
  const print = (line: string) => context.print(printable(line))
  const isWell = await askLive({ ...asking, targets, print })
  if (!asking.isWanted) context.note('Nothing was sent. --yes sends these requests.')
  return isWell
}

function merged(reports: readonly DoctorReport[]) {
  return {
    isWell: reports.every(isWell),
    surroundings: reports.flatMap(({ surroundings }) => surroundings),
    routes: reports.flatMap(({ route }) => route ?? []),
  }
}

function isWell({ surroundings, route }: DoctorReport): boolean {
  const isAnswered = !route?.trials.some(({ outcome }) => outcome === 'refused')
  return isAnswered && !surroundings.some(({ state }) => state === 'bad')
}

function linesOf({ surroundings, route }: DoctorReport): readonly string[] {
  return route ? ['', ...routeLines(route)] : formatTable(checkColumns, surroundings)
}

function routeLines({ name, trials, missing }: RouteCheckup): readonly string[] {
  return [
    `Route "${printable(name)}":`,
    ...formatTable(trialColumns, trials),
    ...missing.map(sentence => `! ${printable(sentence)}`),
  ]
}

/** The time of the trial and, for a stall, how long a real one is waited for. */
function afterText({ afterMs, realWaitMs }: FaultTrial): string {
  return realWaitMs === null ? durationText(afterMs) : `${durationText(realWaitMs)} in reality`
}
