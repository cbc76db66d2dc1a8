// The schema of each admin method's input, checked before the method runs. The types in contract/admin.ts only say what
// callers should send; what they did send is checked here.
import Type, { type TSchema } from 'typebox'
import { Check } from 'typebox/value'
import type { AdminMethod } from '../contract/admin.ts'
import { outcomes } from '../contract/chat.ts'
import { onUnsupportedOptions } from '../contract/clients.ts'
import { exportFormats, requestKinds, requestSorts } from '../contract/request-list.ts'
import { spendDimensions, spendRanges } from '../contract/spend.ts'
import { trialAnswerAtMost, trialTextAtMost } from '../contract/trial.ts'
import { GatewayError } from '../errors.ts'
import { newBudget } from './budget-input.ts'
import { cacheInputs } from './cache-input.ts'
import { describeMistake } from './describe-mistake.ts'
import { explainInput, routeInput } from './route-input.ts'

const strict = { additionalProperties: false } as const
const name = Type.String({ minLength: 1, maxLength: 64 })
const id = Type.String({ minLength: 1, maxLength: 128 })
const by = Type.String({ minLength: 1, maxLength: 64 })
const empty = Type.Object({}, strict)
const key = Type.String({ minLength: 1, maxLength: 8192 })
/** So short and plain that it is never a key. */
const keyLabel = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}$' })
const zone = Type.String({ minLength: 1, maxLength: 64 })
const range = Type.Enum([...spendRanges])
const scopeName = Type.Union([Type.String({ minLength: 1, maxLength: 128 }), Type.Null()])
const onUnsupported = Type.Union([Type.Enum([...onUnsupportedOptions]), Type.Null()])
const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
/** Dollars with nine decimals at most, which are whole nano-dollars, so that nothing is rounded. */
const usdPerMillion = Type.String({ pattern: '^\\d{1,9}(\\.\\d{1,9})?$' })
const modelOfProvider = { providerId: name, model: Type.String({ minLength: 1, maxLength: 256 }) }
const baseUrl = Type.String({ maxLength: 2048 })
/** A name, and no address: with one, the server could be told to fetch from there without encryption. */
const installedModel = Type.String({ pattern: '^(?!-)(?!.*://)[\\w.:/@-]{1,256}$' })
const outcome = Type.Enum([...outcomes])
const several = (value: TSchema) => Type.Optional(Type.Array(value, { maxItems: 100 }))
const requestFilter = {
  fromMs: Type.Optional(count),
  toMs: Type.Optional(count),
  kinds: several(Type.Enum([...requestKinds])),
  outcomes: several(outcome),
  errorCodes: several(name),
  refusedBy: several(id),
  clientIds: several(id),
  providerIds: several(name),
  models: several(Type.String({ minLength: 1, maxLength: 256 })),
  teamIds: several(id),
  personIds: several(id),
  projects: several(id),
  search: Type.Optional(Type.String({ maxLength: 256 })),
}
const listOrder = {
  anchor: Type.Optional(count),
  sort: Type.Optional(Type.Enum([...requestSorts])),
  ascending: Type.Optional(Type.Boolean()),
}
const exportPlace = Type.Object({ after: count, upTo: count }, strict)

const schemas: Readonly<Record<AdminMethod, TSchema>> = {
  readStatus: empty,
  readOverview: Type.Object({ zone }, strict),
  readFigures: Type.Object({ zone }, strict),
  readSpend: Type.Object({ zone, range, by: Type.Enum([...spendDimensions]) }, strict),
  readFlows: Type.Object(
    {
      zone,
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 30 })),
      range: Type.Optional(range),
    },
    strict,
  ),
  readAccuracy: Type.Object({ zone }, strict),
  listRequests: Type.Object(
    {
      offset: count,
      limit: Type.Integer({ minimum: 1, maximum: 500 }),
      after: Type.Optional(count),
      ...listOrder,
      ...requestFilter,
    },
    strict,
  ),
  findRequestPlace: Type.Object({ requestId: id, ...listOrder, ...requestFilter }, strict),
  readRequest: Type.Object({ requestId: id }, strict),
  sumRequests: Type.Object({ anchor: Type.Optional(count), ...requestFilter }, strict),
  readRequestNames: empty,
  listRunningRequests: empty,
  stopRequest: Type.Object({ requestId: id }, strict),
  exportRequests: Type.Object(
    { format: Type.Enum([...exportFormats]), next: Type.Optional(exportPlace), ...requestFilter },
    strict,
  ),
  listProviders: empty,
  listProviderKinds: empty,
  addProvider: Type.Object(
    {
      id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,31}$' }),
      kind: name,
      baseUrl: Type.Optional(baseUrl),
      key: Type.Optional(key),
    },
    strict,
  ),
  testProvider: Type.Object({ id: name }, strict),
  testProviderDraft: Type.Object(
    { id: Type.Optional(name), kind: name, baseUrl: Type.Optional(baseUrl), key: Type.Optional(key) },
    strict,
  ),
  changeProvider: Type.Object({ id: name, kind: name, baseUrl, key: Type.Optional(key) }, strict),
  removeProvider: Type.Object({ id: name }, strict),
  addProviderKey: Type.Object(
    { providerId: name, name: keyLabel, quotaGroup: Type.Optional(keyLabel), key },
    strict,
  ),
  listProviderKeys: Type.Object({ providerId: name }, strict),
  removeProviderKey: Type.Object({ providerId: name, name: keyLabel }, strict),
  readLocalServers: empty,
  addLocalServer: Type.Object({ baseUrl }, strict),
  pullLocalModel: Type.Object({ baseUrl, model: installedModel }, strict),
  cancelLocalPull: Type.Object({ baseUrl, model: installedModel }, strict),
  listClients: empty,
  createClient: Type.Object(
    { name, personId: Type.Optional(scopeName), teamId: Type.Optional(scopeName) },
    strict,
  ),
  revokeClient: Type.Object({ id }, strict),
  pauseClient: Type.Object({ id }, strict),
  resumeClient: Type.Object({ id }, strict),
  renameClient: Type.Object({ id, name }, strict),
  listBudgets: empty,
  assignClient: Type.Object({ id, personId: scopeName, teamId: scopeName }, strict),
  setClientTranslation: Type.Object({ id, onUnsupported }, strict),
  ...cacheInputs,
  setBudget: newBudget,
  removeBudget: Type.Object({ id }, strict),
  readBudgetHistory: Type.Object({ id }, strict),
  listBudgetAlerts: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 200 }) }, strict),
  listPrices: Type.Object({ providerId: Type.Optional(name) }, strict),
  setPrice: Type.Object(
    {
      ...modelOfProvider,
      inputUsdPerMillion: usdPerMillion,
      outputUsdPerMillion: usdPerMillion,
      cacheReadUsdPerMillion: Type.Optional(usdPerMillion),
      cacheWriteUsdPerMillion: Type.Optional(usdPerMillion),
      cacheWriteOneHourUsdPerMillion: Type.Optional(usdPerMillion),
      audioInputUsdPerMillion: Type.Optional(usdPerMillion),
      audioOutputUsdPerMillion: Type.Optional(usdPerMillion),
    },
    strict,
  ),
  removePrice: Type.Object(modelOfProvider, strict),
  repriceHistory: Type.Object({ sinceMs: count }, strict),
  readPriceTables: empty,
  fetchPriceTable: empty,
  reviewPriceTable: Type.Object({ id: count }, strict),
  choosePriceTable: Type.Object({ id: count, acceptDoubtful: Type.Optional(Type.Boolean()) }, strict),
  readLedger: empty,
  correctLedgerClock: Type.Object({ by }, strict),
  repairEntry: Type.Object(
    { entryId: count, by, costNanoUsd: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })) },
    strict,
  ),
  listRoutes: empty,
  setRoute: routeInput,
  removeRoute: Type.Object({ name: Type.String({ minLength: 1, maxLength: 128 }) }, strict),
  explainRoute: explainInput,
  startTrial: Type.Object(
    { model: modelOfProvider.model, text: Type.String({ minLength: 1, maxLength: trialTextAtMost }) },
    strict,
  ),
  readTrial: Type.Object(
    { id: count, after: Type.Integer({ minimum: 0, maximum: trialAnswerAtMost }) },
    strict,
  ),
  stopTrial: empty,
  health: empty,
  resetHealth: Type.Object({ providerId: name }, strict),
  runDoctor: Type.Object({ route: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })) }, strict),
  listSettings: empty,
  readDiskUse: empty,
  changeSetting: Type.Object(
    { key: name, value: Type.Union([Type.Number(), Type.Boolean(), Type.String({ maxLength: 64 })]) },
    strict,
  ),
}

/** Throws GatewayError `input_invalid`. It names the field and never shows its value, which may be a key. */
export function checkInput(method: AdminMethod, input: unknown): void {
  const schema = schemas[method]
  if (Check(schema, input)) return
  throw new GatewayError('input_invalid', { reason: describeMistake(schema, input) })
}
