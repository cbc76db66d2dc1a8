// The schema that a new budget is checked against before it is set. Its type is in contract/budgets.ts.
import Type from 'typebox'

const strict = { additionalProperties: false } as const
const limit = Type.String({ pattern: '^\\d{1,18}$' })
const spent = Type.Enum(['usd', 'tokens'])

const scope = Type.Union([
  Type.Object({ kind: Type.Literal('all') }, strict),
  Type.Object(
    {
      kind: Type.Enum(['team', 'person', 'client', 'provider', 'model', 'project']),
      id: Type.String({ minLength: 1, maxLength: 256 }),
    },
    strict,
  ),
])

const rule = Type.Union([
  Type.Object(
    {
      kind: Type.Literal('calendar'),
      window: Type.Enum(['day', 'week', 'month']),
      zone: Type.String({ minLength: 1, maxLength: 64 }),
      weekStart: Type.Integer({ minimum: 1, maximum: 7 }),
      monthStart: Type.Integer({ minimum: 1, maximum: 31 }),
      unit: spent,
      limit,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('rolling'),
      hours: Type.Integer({ minimum: 1, maximum: 8784 }), // the hours of a leap year
      unit: spent,
      limit,
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('bucket'),
      unit: Type.Enum(['tokens', 'requests']),
      limit: Type.String({ pattern: '^\\d{1,12}$' }),
      refillPerSecond: Type.Number({ minimum: 0, maximum: 1e9 }),
    },
    strict,
  ),
  Type.Object(
    {
      kind: Type.Literal('concurrency'),
      unit: Type.Literal('requests'),
      limit: Type.String({ pattern: '^\\d{1,6}$' }),
    },
    strict,
  ),
])

export const newBudget = Type.Object(
  {
    scope,
    rule,
    mode: Type.Enum(['hard', 'soft', 'shadow']),
    strict: Type.Boolean(),
    atCap: Type.Enum(['finish', 'cut']),
  },
  strict,
)
