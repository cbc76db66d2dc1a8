import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scopeKinds } from '../../../gateway/contract/budgets.ts'
import { type BudgetNode, budgetTree } from '../../../renderer/screens/budgets/budget-tree.ts'
import { budgetOf, clientOf } from './budget-view.ts'

/** 'lab(b1,b2)[lab/vision(b3)]' */
function drawn({ id, budgets, children }: BudgetNode): string {
  const own = budgets.map(each => each.id).join()
  const below = children.length > 0 ? `[${children.map(drawn).join(' ')}]` : ''
  return `${id ?? '*'}(${own})${below}`
}

const drawnTree = (...input: Parameters<typeof budgetTree>) =>
  budgetTree(...input).map(({ kind, nodes }) => `${kind}: ${nodes.map(drawn).join(' ')}`)

describe('the tree of budgets', () => {
  test('goes from the widest scope to the narrowest, without empty groups', () => {
    const budgets = [
      budgetOf('b6', { kind: 'project', id: 'thesis' }),
      budgetOf('b5', { kind: 'model', id: 'a/m' }),
      budgetOf('b4', { kind: 'provider', id: 'a' }),
      budgetOf('b3', { kind: 'person', id: 'ada' }),
      budgetOf('b1', { kind: 'all' }),
      budgetOf('b2', { kind: 'all' }),
    ]
    expect(drawnTree(budgets, [])).toEqual([
      'all: *(b1,b2)',
      'person: ada(b3)',
      'provider: a(b4)',
      'model: a/m(b5)',
      'project: thesis(b6)',
    ])
  })

  test('nests teams and projects by path, below the nearest one that has a budget', () => {
    const budgets = ['lab/vision/night', 'laboratory', 'lab', 'lab-2', 'office/a', 'lab/vision'].map(id =>
      budgetOf(id, { kind: 'team', id }),
    )
    expect(drawnTree(budgets, [])).toEqual([
      'team: lab(lab)[lab/vision(lab/vision)[lab/vision/night(lab/vision/night)]] lab-2(lab-2) laboratory(laboratory) office/a(office/a)',
    ])
  })

  test('has a client inside its team, also where the team has no budget, and else in a group of its own', () => {
    const clients = [
      clientOf('c1', 'zeta', 'lab'),
      clientOf('c2', 'alpha', 'lab'),
      clientOf('c3', 'nightly', 'batch'),
      clientOf('c4', 'free', null),
    ]
    const budgets = [
      budgetOf('b1', { kind: 'client', id: 'c1' }),
      budgetOf('b2', { kind: 'client', id: 'c2' }),
      budgetOf('b3', { kind: 'client', id: 'c3' }),
      budgetOf('b4', { kind: 'client', id: 'c4' }),
      budgetOf('b5', { kind: 'client', id: 'gone' }),
      budgetOf('b6', { kind: 'team', id: 'lab' }),
    ]
    expect(drawnTree(budgets, clients)).toEqual([
      'team: batch()[c3(b3)] lab(b6)[c2(b2) c1(b1)]',
      'client: c4(b4) gone(b5)',
    ])
  })

  test('shows every budget once, whatever the names are', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '研'), minLength: 1, maxLength: 8 })
    const scope = fc
      .record({ kind: fc.constantFrom(...scopeKinds), id: name })
      .map(({ kind, id }) => (kind === 'all' ? ({ kind } as const) : ({ kind, id } as const)))
    const client = fc
      .record({ id: name, teamId: fc.option(name) })
      .map(({ id, teamId }) => clientOf(id, id, teamId))
    const shown = ({ budgets, children }: BudgetNode): readonly string[] => [
      ...budgets.map(({ id }) => id),
      ...children.flatMap(shown),
    ]
    fc.assert(
      fc.property(fc.array(scope), fc.array(client), (scopes, clients) => {
        const budgets = scopes.map((each, index) => budgetOf(String(index), each))
        const ids = budgetTree(budgets, clients).flatMap(({ nodes }) => nodes.flatMap(shown))
        expect(ids.toSorted()).toEqual(budgets.map(({ id }) => id).toSorted())
      }),
    )
  })
})
