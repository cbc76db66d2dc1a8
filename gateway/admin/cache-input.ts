import Type from 'typebox'
import { cacheModes, cacheScopes } from '../contract/answer-cache.ts'

const strict = { additionalProperties: false } as const
const id = Type.String({ minLength: 1, maxLength: 128 })
const model = Type.String({ minLength: 1, maxLength: 256 })
/** Longer than any question that is compared, so that the guard says what is wrong with it. */
const question = Type.String({ minLength: 1, maxLength: 16_384 })
const page = Type.Object(
  {
    before: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  },
  strict,
)

/** The inputs of `CacheApi`. */
export const cacheInputs = {
  cacheStatus: Type.Object(
    {
      zone: Type.String({ minLength: 1, maxLength: 64 }),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 30 })),
    },
    strict,
  ),
  listCacheHits: page,
  listCacheEntries: page,
  purgeCache: Type.Union([
    Type.Object({ what: Type.Literal('all') }, strict),
    Type.Object({ what: Type.Literal('client'), clientId: id }, strict),
    Type.Object({ what: Type.Literal('model'), model }, strict),
    Type.Object({ what: Type.Literal('entry'), entryId: id }, strict),
  ]),
  judgeCacheHit: Type.Object({ hitId: id, judgement: Type.Enum(['same', 'wrong']) }, strict),
  testCache: Type.Object({ stored: question, asked: question }, strict),
  setClientCache: Type.Object(
    {
      id,
      mode: Type.Union([Type.Enum([...cacheModes]), Type.Null()]),
      scope: Type.Enum([...cacheScopes]),
      allowsTools: Type.Boolean(),
    },
    strict,
  ),
} as const
