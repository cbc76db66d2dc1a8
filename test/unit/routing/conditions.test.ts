import { expect, test } from 'vitest'
import type { RouteConditions } from '../../../gateway/contract/routes.ts'
import { unmetCondition } from '../../../gateway/routing/conditions.ts'
import type { RouteQuestion, Surroundings } from '../../../gateway/routing/route-question.ts'
import { nowhere, question } from './route-rig.ts'

interface Asked extends Partial<RouteQuestion>, Partial<Surroundings> {}

function unmet(when: RouteConditions, { ...asked }: Asked): string | undefined {
  return unmetCondition(when, { ...question, ...asked }, { ...nowhere, ...asked })
}

const night = { from: '22:30', to: '06:00' }
const office = { from: '09:00', to: '17:00' }

test.each<[RouteConditions, Asked]>([
  [{}, {}],
  [{ inputTokensAtLeast: 100, inputTokensAtMost: 100 }, { inputTokens: 100 }],
  [{ needs: ['vision', 'tools'] }, { needs: ['tools', 'vision', 'reasoning'] }],
  [{ clients: ['editor', 'notebook'] }, {}],
  [{ projects: ['lab'] }, { project: 'lab' }],
  [{ projects: ['lab'] }, { project: 'lab/vision' }],
  [{ between: office }, { minuteOfDay: 9 * 60 }],
  [{ between: office }, { minuteOfDay: 16 * 60 + 59 }],
  [{ between: night }, { minuteOfDay: 23 * 60 }],
  [{ between: night }, { minuteOfDay: 5 * 60 + 59 }],
  [{ budgetLeftBelowPercent: 20 }, { budgetLeftPercent: () => 19.99 }],
  [{ header: { name: 'X-Tier' } }, { headers: { 'x-tier': '' } }],
  [{ header: { name: 'X-Tier', value: 'gold' } }, { headers: { 'x-tier': 'gold' } }],
])('%j holds for %j', (when, asked) => {
  expect(unmet(when, asked)).toBeUndefined()
})

test.each<[string, RouteConditions, Asked]>([
  [
    'It is for requests of at least 1,000 input tokens, and this one has 999.',
    { inputTokensAtLeast: 1000 },
    { inputTokens: 999 },
  ],
  [
    'It is for requests of at most 1,000 input tokens, and this one has 1,001.',
    { inputTokensAtMost: 1000 },
    { inputTokens: 1001 },
  ],
  [
    'It is for requests that need pictures, and this one does not.',
    { needs: ['tools', 'vision'] },
    { needs: ['tools'] },
  ],
  ['It is for the client "editor", and "notebook" asks.', { clients: ['editor'] }, {}],
  ['It is for the clients "a", "b".', { clients: ['a', 'b'] }, { clientName: undefined }],
  ['It is for the project "lab", and the request names none.', { projects: ['lab'] }, {}],
  [
    'It is for the project "lab", and the request is of "laboratory".',
    { projects: ['lab'] },
    { project: 'laboratory' },
  ],
  ['It is for the time from 09:00 to 17:00, and it is 17:00.', { between: office }, { minuteOfDay: 17 * 60 }],
  [
    'It is for the time from 09:00 to 17:00, and it is 08:59.',
    { between: office },
    { minuteOfDay: 8 * 60 + 59 },
  ],
  ['It is for the time from 22:30 to 06:00, and it is 06:00.', { between: night }, { minuteOfDay: 6 * 60 }],
  [
    'It is for when less than 20 % of a budget is left, and 20 % is left.',
    { budgetLeftBelowPercent: 20 },
    { budgetLeftPercent: () => 20 },
  ],
  [
    'It is for when less than 20 % of a budget is left, and there is no budget.',
    { budgetLeftBelowPercent: 20 },
    {},
  ],
  ['It is for requests with the header X-Tier.', { header: { name: 'X-Tier' } }, {}],
  [
    'It is for requests whose header X-Tier is "gold".',
    { header: { name: 'X-Tier', value: 'gold' } },
    { headers: { 'x-tier': 'Gold' } },
  ],
])('%s', (sentence, when, asked) => {
  expect(unmet(when, asked)).toBe(sentence)
})

test('all conditions must hold, and the first that does not is told', () => {
  const when = { needs: ['tools'], clients: ['editor'] } as const
  expect(unmet(when, { needs: ['tools'] })).toContain('"editor"')
  expect(unmet(when, {})).toContain('tools')
})
