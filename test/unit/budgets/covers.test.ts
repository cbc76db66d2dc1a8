import { expect, test } from 'vitest'
import { covers } from '../../../gateway/budgets/budget.ts'
import type { ClientId } from '../../../gateway/contract/units.ts'
import { hold } from '../../support/ledger-records.ts'

const request = hold({
  clientId: 'cli_b' as ClientId,
  personId: 'Ann',
  teamId: 'lab/vision',
  project: '论文/一',
  providerId: 'open',
  model: 'gpt',
})

test.each([
  ['all', null],
  ['team', 'lab'],
  ['team', 'lab/vision'],
  ['person', 'Ann'],
  ['client', 'cli_b'],
  ['provider', 'open'],
  ['model', 'gpt'],
  ['model', 'open/gpt'],
  ['project', '论文'],
] as const)('%s %s counts it', (kind, id) => {
  expect(covers({ kind, id }, request)).toBe(true)
})

const practice = { ...request, sandbox: true, providerId: 'sandbox', model: 'echo' }

test.each([
  ['provider', 'sandbox'],
  ['model', 'sandbox/echo'],
] as const)('%s %s counts the sandbox and nothing else', (kind, id) => {
  expect(covers({ kind, id }, practice)).toBe(true)
  expect(covers({ kind, id }, request)).toBe(false)
})

test.each([
  ['all', null],
  ['team', 'lab'],
  ['person', 'Ann'],
  ['client', 'cli_b'],
  ['project', '论文'],
  ['model', 'echo'],
] as const)('%s %s does not count the sandbox', (kind, id) => {
  expect(covers({ kind, id }, practice)).toBe(false)
})

test.each([
  ['team', 'la'],
  ['team', 'lab/vision/eyes'],
  ['person', 'ann'],
  ['client', 'cli_a'],
  ['provider', 'other'],
  ['model', 'other/gpt'],
  ['project', '论'],
] as const)('%s %s does not', (kind, id) => {
  expect(covers({ kind, id }, request)).toBe(false)
})
