import type { ProviderRegistry } from '../catalog/provider-registry.ts'
import type { AdminApi } from '../contract/admin.ts'
import { GatewayError } from '../errors.ts'
import type { Health } from '../health/health.ts'
import { sandboxId } from '../providers/sandbox.ts'
import { nameKeys } from './name-keys.ts'

export interface HealthMethodsDeps {
  readonly health: Pick<Health, 'report' | 'reset'>
  readonly registry: ProviderRegistry
}

export function createHealthMethods({
  health,
  registry,
}: HealthMethodsDeps): Pick<AdminApi, 'health' | 'resetHealth'> {
  return {
    async health() {
      return nameKeys(health.report(), registry.get)
    },

    async resetHealth({ providerId }) {
      if (providerId !== sandboxId && !registry.get(providerId))
        throw new GatewayError('provider_unknown', { id: providerId })
      health.reset(providerId)
      return nameKeys(health.report(), registry.get)
    },
  }
}
