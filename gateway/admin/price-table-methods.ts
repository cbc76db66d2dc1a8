import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { PriceTables as PriceTablesAnswer, UnpricedModel } from '../contract/price-tables.ts'
import type { PriceBook } from '../pricing/price-book.ts'
import type { PriceTables } from '../pricing/price-tables.ts'
import { nearIfUnlisted } from '../routing/unlisted.ts'
import type { LogReader } from '../storage/log-reader.ts'
import type { UnpricedRoute } from '../storage/unpriced-routes.ts'

export interface PriceTableMethodsDeps {
  readonly priceTables: PriceTables
  readonly prices: PriceBook
  readonly registry: ProviderRegistry
  readonly logReader: LogReader
  readonly now: () => number
}

type PriceTableMethods = Pick<
  AdminApi,
  'readPriceTables' | 'fetchPriceTable' | 'reviewPriceTable' | 'choosePriceTable'
>

const lately = 30 * 86_400_000

export function createPriceTableMethods(deps: PriceTableMethodsDeps): PriceTableMethods {
  const { priceTables, logReader, now } = deps
  const describe = async (): Promise<PriceTablesAnswer> => {
    const used = await logReader.unpriced(now() - lately)
    return { ...priceTables.describe(), unpriced: await stillUnpriced(used, deps) }
  }
  return {
    readPriceTables: describe,
    fetchPriceTable: () => priceTables.fetch(),
    reviewPriceTable: ({ id }) => priceTables.review(id),
    async choosePriceTable({ id, acceptDoubtful = false }) {
      await priceTables.use(id, acceptDoubtful)
      return describe()
    },
  }
}

/** The models that still have no price, neither in the price table nor set by a person. */
async function stillUnpriced(
  used: readonly UnpricedRoute[],
  { prices, registry }: PriceTableMethodsDeps,
): Promise<readonly UnpricedModel[]> {
  const found = await Promise.all(
    used.map(({ providerId, model }) => {
      const provider = registry.get(providerId)
      const listed = provider && (provider.listed.has(model) || provider.record.modelsFetchedAtMs === null)
      return provider && prices.find(provider, model, { listed: listed === true })
    }),
  )
  return used.flatMap((route, index) => {
    const provider = registry.get(route.providerId)
    if (!provider || found[index]) return []
    return [{ ...route, isUnlisted: nearIfUnlisted(provider, route.model) !== undefined }]
  })
}
