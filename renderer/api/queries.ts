import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { Accuracy } from '../../gateway/contract/accuracy.ts'
import type { ClientView, GatewayStatus, SettingView } from '../../gateway/contract/admin.ts'
import type { CacheEntry, CacheHit, CacheStatus } from '../../gateway/contract/answer-cache.ts'
import type { BudgetHistory, BudgetNotice, BudgetView } from '../../gateway/contract/budgets.ts'
import type { Flows } from '../../gateway/contract/flows.ts'
import type { HealthReport } from '../../gateway/contract/health.ts'
import type { LocalServers } from '../../gateway/contract/local.ts'
import type { PriceTables } from '../../gateway/contract/price-tables.ts'
import type { PriceView } from '../../gateway/contract/prices.ts'
import type { ProviderKindView, ProviderView } from '../../gateway/contract/providers.ts'
import type { Overview, RequestDetail } from '../../gateway/contract/requests.ts'
import type { ExplainQuestion, ExplainView, RouteView } from '../../gateway/contract/routes.ts'
import type { DiskUse } from '../../gateway/contract/settings.ts'
import type { Spend, SpendQuestion, SpendRange } from '../../gateway/contract/spend.ts'
import { useAdmin } from './admin-context.ts'

export const livePollMs = 2000
const calmPollMs = 10_000
/** For queries that read a month of the ledger each time. */
export const slowPollMs = 30_000

export const queryKeys = {
  status: ['status'],
  overview: ['overview'],
  spend: ['spend'],
  flows: ['flows'],
  accuracy: ['accuracy'],
  figures: ['figures'],
  cache: ['cache'],
  requests: ['requests'],
  running: ['running'],
  requestNames: ['request-names'],
  request: ['request'],
  providers: ['providers'],
  providerKinds: ['provider-kinds'],
  localServers: ['local-servers'],
  clients: ['clients'],
  budgets: ['budgets'],
  budgetHistory: ['budget-history'],
  budgetAlerts: ['budget-alerts'],
  prices: ['prices'],
  priceTables: ['price-tables'],
  settings: ['settings'],
  diskUse: ['disk-use'],
  routes: ['routes'],
  explanation: ['explanation'],
  health: ['health'],
} as const

export type QueryKeyName = keyof typeof queryKeys

export function useStatus(): UseQueryResult<GatewayStatus> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.status,
    queryFn: () => admin.readStatus({}),
    refetchInterval: livePollMs,
  })
}

export function useOverview(zone: string): UseQueryResult<Overview> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.overview, zone],
    queryFn: () => admin.readOverview({ zone }),
    refetchInterval: livePollMs,
  })
}

export function useSpend(question: SpendQuestion): UseQueryResult<Spend> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.spend, question],
    queryFn: () => admin.readSpend(question),
    placeholderData: keepPreviousData,
    refetchInterval: livePollMs,
  })
}

export function useFlows(zone: string, range: SpendRange): UseQueryResult<Flows> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.flows, zone, range],
    queryFn: () => admin.readFlows({ zone, range }),
    placeholderData: keepPreviousData,
    refetchInterval: calmPollMs,
  })
}

export function useAccuracy(zone: string): UseQueryResult<Accuracy> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.accuracy, zone],
    queryFn: () => admin.readAccuracy({ zone }),
    refetchInterval: slowPollMs,
  })
}

/** Every day of `days`, today included, and how mode, model and store are now. */
export function useCacheStatus(zone: string, days: number): UseQueryResult<CacheStatus> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.cache, 'status', zone, days],
    queryFn: () => admin.cacheStatus({ zone, days }),
    refetchInterval: calmPollMs,
  })
}

export function useCacheHits(limit: number): UseQueryResult<readonly CacheHit[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.cache, 'hits', limit],
    queryFn: () => admin.listCacheHits({ limit }),
    placeholderData: keepPreviousData,
    refetchInterval: calmPollMs,
  })
}

export function useCacheEntries(limit: number): UseQueryResult<readonly CacheEntry[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.cache, 'entries', limit],
    queryFn: () => admin.listCacheEntries({ limit }),
    placeholderData: keepPreviousData,
    refetchInterval: calmPollMs,
  })
}

export function useBudgets(): UseQueryResult<readonly BudgetView[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.budgets,
    queryFn: () => admin.listBudgets({}),
    refetchInterval: livePollMs,
  })
}

/** What the last windows of a budget spent. */
export function useBudgetHistory(id: string, enabled: boolean): UseQueryResult<BudgetHistory> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.budgetHistory, id],
    queryFn: () => admin.readBudgetHistory({ id }),
    enabled,
    refetchInterval: slowPollMs,
  })
}

export function useBudgetAlerts(limit: number): UseQueryResult<readonly BudgetNotice[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.budgetAlerts, limit],
    queryFn: () => admin.listBudgetAlerts({ limit }),
    refetchInterval: calmPollMs,
  })
}

export function useClients(): UseQueryResult<readonly ClientView[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.clients,
    queryFn: () => admin.listClients({}),
    refetchInterval: calmPollMs,
  })
}

export function useProviders(): UseQueryResult<readonly ProviderView[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.providers,
    queryFn: () => admin.listProviders({}),
    refetchInterval: calmPollMs,
  })
}

export function useProviderKinds(): UseQueryResult<readonly ProviderKindView[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.providerKinds,
    queryFn: () => admin.listProviderKinds({}),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** Servers on this machine and what is being installed on them. */
export function useLocalServers(): UseQueryResult<LocalServers> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.localServers,
    queryFn: () => admin.readLocalServers({}),
    refetchInterval: livePollMs,
  })
}

/** The prices of all models that the provider lists or for which a person set a price. */
export function usePrices(providerId: string, enabled: boolean): UseQueryResult<readonly PriceView[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.prices, providerId],
    queryFn: () => admin.listPrices({ providerId }),
    enabled,
    refetchInterval: calmPollMs,
  })
}

/** The price tables, which one is in effect, and used models that have no price. */
export function usePriceTables(): UseQueryResult<PriceTables> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.priceTables,
    queryFn: () => admin.readPriceTables({}),
    refetchInterval: calmPollMs,
  })
}

export function useRoutes(): UseQueryResult<readonly RouteView[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.routes,
    queryFn: () => admin.listRoutes({}),
    refetchInterval: calmPollMs,
  })
}

/** What would become of a request. It is asked again all the time, because it depends on how the providers do. */
export function useExplanation(question: ExplainQuestion): UseQueryResult<ExplainView> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.explanation, question],
    queryFn: () => admin.explainRoute(question),
    placeholderData: keepPreviousData,
    refetchInterval: livePollMs,
  })
}

export function useHealth(): UseQueryResult<HealthReport> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.health,
    queryFn: () => admin.health({}),
    refetchInterval: livePollMs,
  })
}

export function useSettings(): UseQueryResult<readonly SettingView[]> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.settings,
    queryFn: () => admin.listSettings({}),
    refetchInterval: calmPollMs,
  })
}

/** How much the gateway's data takes on the disk. */
export function useDiskUse(): UseQueryResult<DiskUse> {
  const admin = useAdmin()
  return useQuery({
    queryKey: queryKeys.diskUse,
    queryFn: () => admin.readDiskUse({}),
    refetchInterval: slowPollMs,
  })
}

/** Fetches a request as long as an id is given. It is fetched only once, because a finished request never changes. */
export function useRequest(requestId: string | null): UseQueryResult<RequestDetail> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.request, requestId],
    queryFn: () => admin.readRequest({ requestId: requestId ?? '' }),
    enabled: requestId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** A request that has just ended. Its row is written a moment later, so it is asked for until it is there. */
export function useLoggedRequest(requestId: string | null): UseQueryResult<RequestDetail> {
  const admin = useAdmin()
  return useQuery({
    queryKey: [...queryKeys.request, requestId],
    queryFn: () => admin.readRequest({ requestId: requestId ?? '' }),
    enabled: requestId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: 30,
    retryDelay: 200,
  })
}
