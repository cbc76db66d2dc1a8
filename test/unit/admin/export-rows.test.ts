import { expect, test } from 'vitest'
import { exportHead, exportRows } from '../../../gateway/admin/export-rows.ts'
import type { RequestRow } from '../../../gateway/contract/requests.ts'

const row: RequestRow = {
  sequence: 7,
  requestId: 'req_1',
  startedAtMs: Date.UTC(2026, 10, 23, 14, 3, 22, 5),
  clientId: 'client_1',
  clientName: 'notebook',
  personId: null,
  teamId: 'lab/vision',
  project: null,
  format: 'openai-chat',
  purpose: 'answer',
  method: 'POST',
  path: '/v1/chat/completions',
  providerId: 'open',
  model: 'gpt-4o-mini',
  streaming: true,
  outcome: 'completed',
  status: 200,
  errorCode: null,
  refusedBy: [],
  certainty: 'exact',
  inputTokens: 1200,
  outputTokens: 8,
  costNanoUsd: '30292501',
  timeToFirstTokenMs: 412.5,
  durationMs: 900,
  sandbox: false,
  cacheOutcome: null,
}

/** The value of a column of the only line. */
function cellOf(name: string, changed: Partial<RequestRow>): string | undefined {
  const place = exportHead('csv').trimEnd().split(',').indexOf(name)
  return exportRows('csv', [{ ...row, ...changed }])
    .trimEnd()
    .split(',')[place]
}

test('every line has a cell for every column, with whole amounts and plain times', () => {
  const [line = '', ...others] = exportRows('csv', [row]).split('\r\n')
  expect(others).toEqual([''])
  expect(line.split(',')).toHaveLength(exportHead('csv').split(',').length)
  expect(line).toBe(
    '2026-11-23T14:03:22.005Z,req_1,notebook,,lab/vision,,answer,/v1/chat/completions,openai-chat,open,' +
      'gpt-4o-mini,true,false,completed,200,,,1200,8,0.030292501,exact,412.5,900,',
  )
})

test.each(['=1+1', '+1', '-1+cmd', '@SUM(A1)', '\t=1'])(
  'the text %j is no formula in a spreadsheet',
  text => {
    expect(cellOf('model', { model: text })).toBe(`'${text}`)
  },
)

test('a text with quotes, commas and line ends stays one cell', () => {
  expect(exportRows('csv', [{ ...row, clientName: 'a "b", c\nd' }])).toContain(',"a ""b"", c\nd",')
  expect(exportRows('csv', [{ ...row, clientName: '=a,"b"' }])).toContain(`,"'=a,""b""",`)
})

test('numbers are no texts: they stay numbers', () => {
  expect(cellOf('costUsd', { costNanoUsd: '-5000000000' })).toBe('-5')
})

test('a line of JSON holds what a line of the table holds', () => {
  expect(exportHead('jsonl')).toBe('')
  const lines = exportRows('jsonl', [row, { ...row, costNanoUsd: null, model: '=1' }])
    .trimEnd()
    .split('\n')
  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    { requestId: 'req_1', costUsd: '0.030292501', team: 'lab/vision', streaming: true },
    { costUsd: null, model: '=1' },
  ])
})

test('the budgets that refused are named as everywhere', () => {
  const refused = { refusedBy: ['Team lab per month', 'All clients per day'] }
  expect(cellOf('refusedBy', refused)).toBe('Team lab per month; All clients per day')
  expect(cellOf('refusedBy', {})).toBe('')
})
