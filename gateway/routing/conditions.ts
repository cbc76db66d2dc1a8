import { type RequestNeed, type RouteConditions, requestNeeds } from '../contract/routes.ts'
import type { RouteQuestion, Surroundings } from './route-question.ts'

/** How a need is called within a sentence. */
export const needTitles: Readonly<Record<RequestNeed, string>> = {
  tools: 'tools',
  vision: 'pictures',
  'json-schema': 'JSON Schema',
  reasoning: 'reasoning',
}

/** The first condition that does not hold, as a sentence. Undefined if all hold. Pure. */
export function unmetCondition(
  when: RouteConditions,
  question: RouteQuestion,
  surroundings: Surroundings,
): string | undefined {
  for (const check of checks) {
    const unmet = check(when, question, surroundings)
    if (unmet !== undefined) return unmet
  }
  return undefined
}

type Check = (when: RouteConditions, question: RouteQuestion, around: Surroundings) => string | undefined

const checks: readonly Check[] = [
  ({ inputTokensAtLeast: least }, { inputTokens }) =>
    least !== undefined && inputTokens < least
      ? `It is for requests of at least ${count(least)} input tokens, and this one has ${count(inputTokens)}.`
      : undefined,
  ({ inputTokensAtMost: most }, { inputTokens }) =>
    most !== undefined && inputTokens > most
      ? `It is for requests of at most ${count(most)} input tokens, and this one has ${count(inputTokens)}.`
      : undefined,
  ({ needs: wanted }, { needs }) => {
    const missing = wanted && requestNeeds.find(need => wanted.includes(need) && !needs.includes(need))
    return missing && `It is for requests that need ${needTitles[missing]}, and this one does not.`
  },
  ({ clients }, _, { clientName }) =>
    clients && (clientName === undefined || !clients.includes(clientName))
      ? `It is for ${listed('the client', 'the clients', clients)}${
          clientName === undefined ? '' : `, and "${clientName}" asks`
        }.`
      : undefined,
  ({ projects }, _, { project }) =>
    projects && !projects.some(wanted => isWithin(project, wanted))
      ? `It is for ${listed('the project', 'the projects', projects)}, and ${
          project === undefined ? 'the request names none' : `the request is of "${project}"`
        }.`
      : undefined,
  ({ between }, _, { minuteOfDay }) =>
    between && !isBetween(minuteOfDay, minuteOf(between.from), minuteOf(between.to))
      ? `It is for the time from ${between.from} to ${between.to}, and it is ${timeText(minuteOfDay)}.`
      : undefined,
  ({ budgetLeftBelowPercent: below }, _, { budgetLeftPercent }) => {
    if (below === undefined) return undefined
    const left = budgetLeftPercent()
    if (left === undefined)
      return `It is for when less than ${below} % of a budget is left, and there is no budget.`
    return left < below
      ? undefined
      : `It is for when less than ${below} % of a budget is left, and ${Math.floor(left)} % is left.`
  },
  ({ header }, _, { headers }) => {
    if (!header) return undefined
    const value = headers[header.name.toLowerCase()]
    if (value === undefined) return `It is for requests with the header ${header.name}.`
    return header.value === undefined || String(value) === header.value
      ? undefined
      : `It is for requests whose header ${header.name} is "${header.value}".`
  },
]

/** `lab/vision` is a part of `lab`, as for budgets. */
function isWithin(project: string | undefined, wanted: string): boolean {
  return project === wanted || project?.startsWith(`${wanted}/`) === true
}

/** If `to` is not after `from`, the time goes over midnight. */
function isBetween(minute: number, from: number, to: number): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function timeText(minute: number): string {
  const twoDigits = (value: number) => String(value).padStart(2, '0')
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`
}

function listed(one: string, several: string, names: readonly string[]): string {
  return `${names.length === 1 ? one : several} ${names.map(name => `"${name}"`).join(', ')}`
}

function count(tokens: number): string {
  return tokens.toLocaleString('en')
}
