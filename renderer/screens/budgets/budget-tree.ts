import type { ClientView } from '../../../gateway/contract/admin.ts'
import { type BudgetView, type ScopeKind, scopeKinds } from '../../../gateway/contract/budgets.ts'

/** Something that has budgets, or that contains something with budgets. */
export interface BudgetNode {
  readonly kind: ScopeKind
  /** Null if `kind` is 'all'. */
  readonly id: string | null
  readonly budgets: readonly BudgetView[]
  readonly children: readonly BudgetNode[]
}

export interface BudgetGroup {
  readonly kind: ScopeKind
  readonly nodes: readonly BudgetNode[]
}

/**
 * Sorts all budgets into groups, from the widest scope to the narrowest. Each budget is in it once. A client with a team is
 * listed below the team and not in the group of clients.
 */
export function budgetTree(
  budgets: readonly BudgetView[],
  clients: readonly ClientView[],
): readonly BudgetGroup[] {
  const nodesOf = (kind: ScopeKind): readonly BudgetNode[] =>
    [...Map.groupBy(ofKind(budgets, kind), idOf)].map(([id, own]) => ({
      kind,
      id,
      budgets: own,
      children: [],
    }))
  const nameOf = (id: string | null): string => clients.find(client => client.id === id)?.name ?? id ?? ''
  const clientNodes = nodesOf('client').toSorted((a, b) => compare(nameOf(a.id), nameOf(b.id)))
  const byTeam = Map.groupBy(
    clientNodes,
    ({ id }) => clients.find(client => client.id === id)?.teamId ?? null,
  )

  const groups: Readonly<Record<ScopeKind, readonly BudgetNode[]>> = {
    all: nodesOf('all'),
    team: nestPaths(nodesOf('team'), byTeam),
    person: sorted(nodesOf('person')),
    client: byTeam.get(null) ?? [],
    provider: sorted(nodesOf('provider')),
    model: sorted(nodesOf('model')),
    project: nestPaths(nodesOf('project'), new Map()),
  }
  return scopeKinds.map(kind => ({ kind, nodes: groups[kind] })).filter(({ nodes }) => nodes.length > 0)
}

/**
 * Puts `lab/vision` below `lab` if `lab` is in the list. A team without budgets is listed too if it has clients with
 * budgets.
 */
function nestPaths(
  nodes: readonly BudgetNode[],
  within: ReadonlyMap<string | null, readonly BudgetNode[]>,
): readonly BudgetNode[] {
  const own = new Map(nodes.map(node => [node.id, node]))
  const paths = [...new Set([...own.keys(), ...within.keys()])].filter(path => path !== null).sort(compare)
  const known = new Set(paths)
  const below = Map.groupBy(paths, path => parentOf(path, known))
  const build = (path: string): BudgetNode => ({
    kind: own.get(path)?.kind ?? 'team',
    id: path,
    budgets: own.get(path)?.budgets ?? [],
    children: [...(below.get(path) ?? []).map(build), ...(within.get(path) ?? [])],
  })
  return (below.get(undefined) ?? []).map(build)
}

/** The longest known path that contains this one. */
function parentOf(path: string, known: ReadonlySet<string>): string | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end)
    if (known.has(above)) return above
  }
  return undefined
}

function ofKind(budgets: readonly BudgetView[], kind: ScopeKind): readonly BudgetView[] {
  return budgets.filter(({ scope }) => scope.kind === kind)
}

function idOf({ scope }: BudgetView): string | null {
  return scope.kind === 'all' ? null : scope.id
}

function sorted(nodes: readonly BudgetNode[]): readonly BudgetNode[] {
  return nodes.toSorted((a, b) => compare(a.id ?? '', b.id ?? ''))
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true })
}
