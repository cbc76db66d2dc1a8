import type {
  RequestNeed,
  RouteConditions,
  RouteDefinition,
  RouteGroup,
  RouteTarget,
  Strategy,
  TargetLimits,
} from '../../../gateway/contract/routes.ts'

/** The route form's fields as they are typed. An empty text is a value that is not given. */
export interface RouteFields {
  readonly name: string
  readonly groups: readonly GroupFields[]
  readonly limits: LimitFields
  readonly hedges: boolean
  readonly hedgeAfterMs: string
  readonly sticky: boolean
  readonly asksNextOnRefusal: boolean
  readonly continueBroken: boolean
  readonly localLastResort: boolean
}

export interface GroupFields {
  /** Tells groups apart while they change places. */
  readonly key: string
  readonly strategy: Strategy
  readonly targets: readonly TargetFields[]
  readonly when: ConditionFields
}

export interface TargetFields {
  readonly key: string
  readonly target: string
  readonly weight: string
  readonly limits: LimitFields
}

export interface LimitFields {
  readonly headersMs: string
  readonly firstTokenMs: string
  readonly tokensPerSecond: string
  readonly probeWindowMs: string
}

export interface ConditionFields {
  readonly inputTokensAtLeast: string
  readonly inputTokensAtMost: string
  readonly needs: readonly RequestNeed[]
  readonly clients: readonly string[]
  readonly projects: readonly string[]
  readonly from: string
  readonly to: string
  readonly budgetLeftBelowPercent: string
  readonly headerName: string
  readonly headerValue: string
}

export const limitNames = ['headersMs', 'firstTokenMs', 'tokensPerSecond', 'probeWindowMs'] as const

const noLimits: LimitFields = { headersMs: '', firstTokenMs: '', tokensPerSecond: '', probeWindowMs: '' }
const noConditions: ConditionFields = {
  inputTokensAtLeast: '',
  inputTokensAtMost: '',
  needs: [],
  clients: [],
  projects: [],
  from: '',
  to: '',
  budgetLeftBelowPercent: '',
  headerName: '',
  headerValue: '',
}

export function newTarget(target = ''): TargetFields {
  return { key: crypto.randomUUID(), target, weight: '', limits: noLimits }
}

export function newGroup(): GroupFields {
  return { key: crypto.randomUUID(), strategy: 'priority', targets: [newTarget()], when: noConditions }
}

export function newRouteFields(): RouteFields {
  return {
    name: '',
    groups: [newGroup()],
    limits: noLimits,
    hedges: false,
    hedgeAfterMs: '',
    sticky: true,
    asksNextOnRefusal: false,
    continueBroken: false,
    localLastResort: false,
  }
}

export function toRouteFields(route: RouteDefinition): RouteFields {
  return {
    name: route.name,
    groups: route.groups.map(({ strategy, targets, when }) => ({
      key: crypto.randomUUID(),
      strategy,
      targets: targets.map(({ target, weight, limits }) => ({
        ...newTarget(target),
        weight: textOf(weight),
        limits: toLimitFields(limits),
      })),
      when: toConditionFields(when),
    })),
    limits: toLimitFields(route.limits),
    hedges: route.hedge !== undefined,
    hedgeAfterMs: textOf(route.hedge?.afterMs),
    sticky: route.sticky ?? true,
    asksNextOnRefusal: route.onRefusal === 'next',
    continueBroken: route.continueBroken ?? false,
    localLastResort: route.localLastResort ?? false,
  }
}

/** What is as if it were not given is left out. */
export function toRouteDefinition(fields: RouteFields): RouteDefinition {
  const limits = toLimits(fields.limits)
  return {
    name: fields.name.trim(),
    groups: fields.groups.map(toGroup),
    ...(limits && { limits }),
    ...(fields.hedges && { hedge: withoutEmpty({ afterMs: numberOf(fields.hedgeAfterMs) }) }),
    ...(!fields.sticky && { sticky: false }),
    ...(fields.asksNextOnRefusal && { onRefusal: 'next' as const }),
    ...(fields.continueBroken && { continueBroken: true }),
    ...(fields.localLastResort && { localLastResort: true }),
  }
}

/** The form in which a route is kept in a file: what the gateway adds to it is left out. */
export function toFile({ createdAtMs, updatedAtMs, ...route }: RouteDefinition & Partial<Stamps>): string {
  return JSON.stringify(route, null, 2)
}

interface Stamps {
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

function toGroup({ strategy, targets, when }: GroupFields): RouteGroup {
  const conditions = toConditions(when)
  return {
    strategy,
    targets: targets.map(target => toTarget(target, strategy)),
    ...(conditions && { when: conditions }),
  }
}

function toTarget({ target, weight, limits: typed }: TargetFields, strategy: Strategy): RouteTarget {
  const limits = toLimits(typed)
  const given = strategy === 'weighted' ? numberOf(weight) : undefined
  return { target: target.trim(), ...(given !== undefined && { weight: given }), ...(limits && { limits }) }
}

function toLimits(fields: LimitFields): TargetLimits | undefined {
  return givenIn(Object.fromEntries(limitNames.map(name => [name, numberOf(fields[name])])))
}

function toLimitFields(limits: TargetLimits = {}): LimitFields {
  return {
    headersMs: textOf(limits.headersMs),
    firstTokenMs: textOf(limits.firstTokenMs),
    tokensPerSecond: textOf(limits.tokensPerSecond),
    probeWindowMs: textOf(limits.probeWindowMs),
  }
}

function toConditions(fields: ConditionFields): RouteConditions | undefined {
  const { needs, clients, projects, from, to, headerName, headerValue } = fields
  const hasTimes = from !== '' || to !== ''
  const hasHeader = headerName.trim() !== '' || headerValue !== ''
  return givenIn<RouteConditions>({
    inputTokensAtLeast: numberOf(fields.inputTokensAtLeast),
    inputTokensAtMost: numberOf(fields.inputTokensAtMost),
    needs: needs.length > 0 ? needs : undefined,
    clients: clients.length > 0 ? clients : undefined,
    projects: projects.length > 0 ? projects : undefined,
    between: hasTimes ? { from, to } : undefined,
    budgetLeftBelowPercent: numberOf(fields.budgetLeftBelowPercent),
    header: hasHeader
      ? { name: headerName.trim(), ...(headerValue !== '' && { value: headerValue }) }
      : undefined,
  })
}

function toConditionFields(when: RouteConditions = {}): ConditionFields {
  return {
    inputTokensAtLeast: textOf(when.inputTokensAtLeast),
    inputTokensAtMost: textOf(when.inputTokensAtMost),
    needs: when.needs ?? [],
    clients: when.clients ?? [],
    projects: when.projects ?? [],
    from: when.between?.from ?? '',
    to: when.between?.to ?? '',
    budgetLeftBelowPercent: textOf(when.budgetLeftBelowPercent),
    headerName: when.header?.name ?? '',
    headerValue: when.header?.value ?? '',
  }
}

/** Undefined if none of the values is given. */
function givenIn<Value extends object>(values: Value): Value | undefined {
  const given = withoutEmpty(values)
  return Object.keys(given).length > 0 ? given : undefined
}

function withoutEmpty<Value extends object>(values: Value): Value {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Value
}

function textOf(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}

function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text)
}
