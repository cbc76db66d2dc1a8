import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { LocalModelView, LocalServerView } from '../contract/local.ts'
import { GatewayError } from '../errors.ts'
import { freeId } from '../local/adopt-servers.ts'
import type { LocalPulls } from '../local/local-pulls.ts'
import type { LocalServer, LocalServers } from '../local/local-servers.ts'
import { serverOf } from '../providers/base-url.ts'
import type { LocalModel } from '../providers/local-kind.ts'

export interface LocalMethodsDeps {
  readonly localServers: LocalServers
  readonly localPulls: LocalPulls
  readonly registry: ProviderRegistry
}

type LocalMethods = Pick<
  AdminApi,
  'readLocalServers' | 'addLocalServer' | 'pullLocalModel' | 'cancelLocalPull'
>

export function createLocalMethods(
  { localServers, localPulls, registry }: LocalMethodsDeps,
  addProvider: AdminApi['addProvider'],
): LocalMethods {
  const find = async (baseUrl: string): Promise<LocalServer> => {
    await localServers.list()
    const server = localServers.find(baseUrl)
    if (server === undefined)
      throw new GatewayError('local_server_unknown', { address: baseUrl.slice(0, 256) })
    return server
  }
  return {
    async readLocalServers() {
      const servers = await localServers.list()
      return { servers: servers.map(server => view(server, registry)), pulls: localPulls.list() }
    },

    async addLocalServer({ baseUrl }) {
      const { place } = await find(baseUrl)
      const providerId = providerIdAt(baseUrl, registry)
      if (providerId !== null) throw new GatewayError('provider_exists', { id: providerId })
      const { kind } = place.adapter
      return addProvider({ id: freeId(kind, registry), kind, baseUrl })
    },

    async pullLocalModel({ baseUrl, model }) {
      return localPulls.start(await find(baseUrl), model)
    },

    async cancelLocalPull(wanted) {
      return localPulls.cancel(wanted)
    },
  }
}

function view({ place, reading, problem }: LocalServer, registry: ProviderRegistry): LocalServerView {
  return {
    kind: place.adapter.kind,
    name: place.adapter.name,
    baseUrl: place.baseUrl,
    isRunning: reading !== undefined,
    problem: problem ?? null,
    version: reading?.version ?? null,
    providerId: providerIdAt(place.baseUrl, registry),
    canPull: place.local.pull !== undefined,
    models: (reading?.models ?? []).map(modelView),
  }
}

function providerIdAt(baseUrl: string, registry: ProviderRegistry): string | null {
  const server = serverOf(baseUrl)
  return registry.list().find(({ record }) => serverOf(record.baseUrl) === server)?.record.id ?? null
}

function modelView(model: LocalModel): LocalModelView {
  return {
    name: model.name,
    sizeBytes: model.sizeBytes ?? null,
    parameterSize: model.parameterSize ?? null,
    quantization: model.quantization ?? null,
    contextTokens: model.contextTokens ?? null,
    loadedContextTokens: model.loadedContextTokens ?? null,
    capabilities: model.capabilities === undefined ? null : [...model.capabilities],
    isLoaded: model.isLoaded,
    isRemote: model.isRemote,
  }
}
