import type { IncomingHttpHeaders } from 'node:http'
import type { Attribution } from '../budgets/budget.ts'
import { isScopeName } from '../budgets/scope-name.ts'
import { GatewayError } from '../errors.ts'
import type { Client } from '../identity/clients.ts'
import type { Target } from '../routing/choose-target.ts'

/** Who sent the request and where it goes. Budgets use this to decide whether they cover it. Throws `request_invalid`. */
export function attributionOf(headers: IncomingHttpHeaders, client: Client, target: Target): Attribution {
  return {
    clientId: client.id,
    personId: client.personId ?? undefined,
    teamId: client.teamId ?? undefined,
    providerId: target.provider.record.id,
    model: target.model,
    project: projectIn(headers),
    sandbox: target.provider.adapter.isSimulated === true,
  }
}

/** Reads `x-gatehouse-project: lab/vision`. */
export function projectIn(headers: IncomingHttpHeaders): string | undefined {
  const project = textIn(headers)
  if (project === undefined || isScopeName(project)) return project
  throw new GatewayError('request_invalid', {
    reason: 'x-gatehouse-project is 1 to 128 letters, digits, spaces and . _ @ -, with / between levels.',
  })
}

/** The same for the log, where a project that cannot be one is none. */
export function projectNamed(headers: IncomingHttpHeaders): string | undefined {
  const project = textIn(headers)
  return project !== undefined && isScopeName(project) ? project : undefined
}

/** Node decodes header bytes as Latin-1, but callers write UTF-8. */
function textIn({ 'x-gatehouse-project': header }: IncomingHttpHeaders): string | undefined {
  if (header === undefined || header === '') return undefined
  return Buffer.from(String(header), 'latin1').toString('utf8')
}
