import type { ErrorRow } from './error-row.ts'

export const startErrors = {
  home_locked: {
    status: 409,
    retry: 'never',
    message: 'Another Gatehouse (pid {pid}) already uses {homeDir}.',
  },
  home_unusable: {
    status: 500,
    retry: 'never',
    message: 'The home folder {homeDir} cannot be used: {reason}',
  },
  ledger_missing: {
    status: 500,
    retry: 'never',
    message:
      'ledger.db in {homeDir} is {state}, but this home was used before: all budgets and what was spent would be gone. Restore it from a backup, or start once with --accept-new-ledger to go on with a new one. Nothing was changed.',
  },
  ledger_replaced: {
    status: 500,
    retry: 'never',
    message:
      'ledger.db in {homeDir} is not the one that this home was used with: its budgets and what was spent are others. Restore the right one, or start once with --accept-new-ledger to go on with this one. Nothing was changed.',
  },
  ledger_in_use: {
    status: 409,
    retry: 'never',
    message:
      'Another program has ledger.db in {homeDir} open: another Gatehouse (pid {pid}) whose lock was deleted, or a database viewer. Close it, then start again.',
  },
  database_from_newer_version: {
    status: 500,
    retry: 'never',
    message:
      '{file} was written by a newer Gatehouse (schema {current}, this one knows {newest}). Install that version, or move the file away. Nothing was changed.',
    detail: { current: 'number', newest: 'number' },
  },
  database_corrupt: {
    status: 500,
    retry: 'never',
    message:
      '{file} is damaged ({reason}). Restore it from a backup, or move it away to start afresh. Nothing was changed.',
  },
  port_in_use: {
    status: 500,
    retry: 'never',
    message: 'Port {port} is already in use by {owner}. Stop it, or choose another with {flag}.',
    detail: { port: 'number' },
  },
} as const satisfies Record<string, ErrorRow>
