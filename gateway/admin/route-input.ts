// What a route may say. The same form is read from a file.
import Type from 'typebox'
import { requestNeeds, strategies } from '../contract/routes.ts'

const strict = { additionalProperties: false } as const
const milliseconds = Type.Integer({ minimum: 10, maximum: 3_600_000 })
const tokens = Type.Integer({ minimum: 0, maximum: 100_000_000 })
const words = Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { minItems: 1, maxItems: 32 })
const timeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

const limits = Type.Object(
  {
    headersMs: Type.Optional(milliseconds),
    firstTokenMs: Type.Optional(milliseconds),
    tokensPerSecond: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    probeWindowMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000 })),
  },
  strict,
)

const conditions = Type.Object(
  {
    inputTokensAtLeast: Type.Optional(tokens),
    inputTokensAtMost: Type.Optional(tokens),
    needs: Type.Optional(
      Type.Array(Type.Enum([...requestNeeds]), { minItems: 1, maxItems: requestNeeds.length }),
    ),
    clients: Type.Optional(words),
    projects: Type.Optional(words),
    between: Type.Optional(Type.Object({ from: timeOfDay, to: timeOfDay }, strict)),
    budgetLeftBelowPercent: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100 })),
    header: Type.Optional(
      Type.Object(
        {
          name: Type.String({ pattern: "^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$" }),
          value: Type.Optional(Type.String({ maxLength: 256 })),
        },
        strict,
      ),
    ),
  },
  strict,
)

const target = Type.Object(
  {
    target: Type.String({ pattern: '^[^/\\s]+/.+$', maxLength: 300 }),
    weight: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
    limits: Type.Optional(limits),
  },
  strict,
)

/** A name may not contain a slash: `provider/model` always means that model of that provider. */
export const routeInput = Type.Object(
  {
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$' }),
    groups: Type.Array(
      Type.Object(
        {
          strategy: Type.Enum([...strategies]),
          targets: Type.Array(target, { minItems: 1, maxItems: 16 }),
          when: Type.Optional(conditions),
        },
        strict,
      ),
      { minItems: 1, maxItems: 8 },
    ),
    limits: Type.Optional(limits),
    hedge: Type.Optional(Type.Object({ afterMs: Type.Optional(milliseconds) }, strict)),
    sticky: Type.Optional(Type.Boolean()),
    onRefusal: Type.Optional(Type.Enum(['tell', 'next'])),
    continueBroken: Type.Optional(Type.Boolean()),
    localLastResort: Type.Optional(Type.Boolean()),
  },
  strict,
)

export const explainInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    inputTokens: Type.Optional(tokens),
    needs: Type.Optional(Type.Array(Type.Enum([...requestNeeds]), { maxItems: requestNeeds.length })),
    client: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    project: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  },
  strict,
)
