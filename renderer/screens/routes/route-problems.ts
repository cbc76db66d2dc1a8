// What is wrong with a route, as it is typed. The rules are those of the gateway, which checks every route again.
import type { ConditionFields, GroupFields, LimitFields, RouteFields, TargetFields } from './route-fields.ts'

export type ProblemName =
  | 'name'
  | 'target'
  | 'weight'
  | 'milliseconds'
  | 'tokensPerSecond'
  | 'probeWindow'
  | 'tokens'
  | 'words'
  | 'time'
  | 'percent'
  | 'headerName'
  | 'headerValue'
  | 'tooMany'
  | 'none'

export interface Problem {
  readonly name: ProblemName
  /** True if nothing was entered yet. Such a problem is shown when the person tries to save. */
  readonly isMissing: boolean
}

/** By the path of the field, such as `groups.0.targets.1.weight`. */
export type Problems = Readonly<Record<string, Problem>>

export const mostGroups = 8
export const mostTargets = 16
const mostWords = 32

export function routeProblems(fields: RouteFields): Problems {
  const problems: Record<string, Problem> = {}
  const note: Note = (path, name, text = 'x') => {
    problems[path] = { name, isMissing: text.trim() === '' }
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/.test(fields.name.trim())) note('name', 'name', fields.name)
  noteLimits(note, 'limits', fields.limits)
  if (fields.hedges && !isMilliseconds(fields.hedgeAfterMs)) note('hedgeAfterMs', 'milliseconds')
  if (fields.groups.length === 0) note('groups', 'none', '')
  if (fields.groups.length > mostGroups) note('groups', 'tooMany')
  for (const [index, group] of fields.groups.entries()) noteGroup(note, `groups.${index}`, group)
  return problems
}

type Note = (path: string, name: ProblemName, text?: string) => void

function noteGroup(note: Note, path: string, { strategy, targets, when }: GroupFields): void {
  if (targets.length === 0) note(path, 'none', '')
  if (targets.length > mostTargets) note(path, 'tooMany')
  for (const [index, target] of targets.entries())
    noteTarget(note, `${path}.targets.${index}`, target, strategy === 'weighted')
  noteConditions(note, `${path}.when`, when)
}

function noteTarget(note: Note, path: string, target: TargetFields, isWeighted: boolean): void {
  const name = target.target.trim()
  if (name.length > 300 || !/^[^/\s]+\/.+$/.test(name)) note(`${path}.target`, 'target', name)
  if (isWeighted && !isNumberIn(target.weight, 0, 1_000_000)) note(`${path}.weight`, 'weight')
  noteLimits(note, `${path}.limits`, target.limits)
}

function noteLimits(note: Note, path: string, limits: LimitFields): void {
  if (!isMilliseconds(limits.headersMs)) note(`${path}.headersMs`, 'milliseconds')
  if (!isMilliseconds(limits.firstTokenMs)) note(`${path}.firstTokenMs`, 'milliseconds')
  if (!isPositiveUpTo(limits.tokensPerSecond, 100_000)) note(`${path}.tokensPerSecond`, 'tokensPerSecond')
  if (!isWholeIn(limits.probeWindowMs, 100, 60_000)) note(`${path}.probeWindowMs`, 'probeWindow')
}

function noteConditions(note: Note, path: string, when: ConditionFields): void {
  for (const name of ['inputTokensAtLeast', 'inputTokensAtMost'] as const)
    if (!isWholeIn(when[name], 0, 100_000_000)) note(`${path}.${name}`, 'tokens')
  for (const name of ['clients', 'projects'] as const)
    if (when[name].length > mostWords || when[name].some(word => word === '' || word.length > 128))
      note(`${path}.${name}`, 'words')
  if (when.from !== '' || when.to !== '')
    for (const name of ['from', 'to'] as const)
      if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(when[name])) note(`${path}.${name}`, 'time', when[name])
  if (!isPositiveUpTo(when.budgetLeftBelowPercent, 100)) note(`${path}.budgetLeftBelowPercent`, 'percent')
  const headerName = when.headerName.trim()
  if (
    (headerName !== '' || when.headerValue !== '') &&
    !/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(headerName)
  )
    note(`${path}.headerName`, 'headerName', headerName)
  if (when.headerValue.length > 256) note(`${path}.headerValue`, 'headerValue')
}

function isMilliseconds(text: string): boolean {
  return isWholeIn(text, 10, 3_600_000)
}

function isWholeIn(text: string, least: number, most: number): boolean {
  return text.trim() === '' || (/^\d{1,12}$/.test(text.trim()) && isNumberIn(text, least, most))
}

function isPositiveUpTo(text: string, most: number): boolean {
  return text.trim() === '' || (isNumberIn(text, 0, most) && Number(text) > 0)
}

/** True also for a number that is not given. */
function isNumberIn(text: string, least: number, most: number): boolean {
  if (text.trim() === '') return true
  return /^\d{1,12}(\.\d{1,9})?$/.test(text.trim()) && Number(text) >= least && Number(text) <= most
}
