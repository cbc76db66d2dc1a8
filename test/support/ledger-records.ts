import { randomUUID } from 'node:crypto'
import { noTokens } from '../../gateway/contract/chat.ts'
import type { ClientId, NanoUsd, RequestId } from '../../gateway/contract/units.ts'
import type { HoldRequest, Settlement } from '../../gateway/ledger.ts'
import type { BudgetRecord, HoldRecord } from '../../gateway/storage/ledger-journal.ts'

export function holdRequest(changes: Partial<HoldRequest> = {}): HoldRequest {
  return {
    requestId: `req_${randomUUID()}` as RequestId,
    clientId: 'cli_a' as ClientId,
    providerId: 'provider',
    model: 'model',
    format: 'openai-chat',
    sandbox: false,
    inputTokens: 10,
    outputTokens: 90,
    amount: 100n as NanoUsd,
    priceSource: 'test',
    ...changes,
  }
}

export function hold(changes: Partial<HoldRecord> = {}): HoldRecord {
  return { ...holdRequest(changes), openedAtMs: changes.openedAtMs ?? 0 }
}

export function settlement(
  cost: bigint | undefined,
  output = 0,
  certainty: Settlement['certainty'] = 'exact',
): Settlement {
  return { certainty, tokens: { ...noTokens, output }, cost: cost as NanoUsd | undefined }
}

export function budget(changes: Partial<BudgetRecord> = {}): BudgetRecord {
  return {
    id: 'bud_test',
    clientId: undefined,
    window: 'day',
    zone: 'UTC',
    unit: 'usd',
    limit: 1000n,
    createdAtMs: 0,
    ...changes,
  }
}
