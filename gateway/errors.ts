// Every error that the gateway raises itself. What a provider answers with passes through unchanged and is not here.

interface ErrorRow {
  /** HTTP status; start-up errors keep one for the admin door. */
  readonly status: number
  readonly retry: 'never' | 'now' | 'later' | 'after-reset'
  /** Safe to show to any caller. `{name}` is replaced by the detail of that name. */
  readonly message: string
}

export const errorTable = {
  // Before a route is known
  http_malformed: {
    status: 400,
    retry: 'never',
    message: 'The bytes received are not a valid HTTP request.',
  },
  http_headers_too_large: { status: 431, retry: 'never', message: 'The request headers are too large.' },
  http_timeout: { status: 408, retry: 'now', message: 'The request did not arrive in time.' },
  host_forbidden: { status: 403, retry: 'never', message: 'This Host is not served.' },
  origin_forbidden: { status: 403, retry: 'never', message: 'Web pages may not call this gateway.' },
  route_unknown: { status: 404, retry: 'never', message: 'There is no such route here: {route}.{hint}' },
  method_not_allowed: {
    status: 405,
    retry: 'never',
    message: 'This route does not take {method}: send {allow}.',
  },
  // The request itself
  token_missing: {
    status: 401,
    retry: 'never',
    message: 'A Gatehouse client token is needed, as Authorization: Bearer or x-api-key.',
  },
  token_unknown: {
    status: 401,
    retry: 'never',
    message: 'The client token is not known to this gateway, or was revoked.',
  },
  request_invalid: { status: 400, retry: 'never', message: 'The request is not valid: {reason}' },
  body_too_large: {
    status: 413,
    retry: 'never',
    message: 'The request body is larger than {limitBytes} bytes.',
  },
  media_type_unsupported: {
    status: 415,
    retry: 'never',
    message: 'The request body must be application/json without content-encoding.',
  },
  model_unknown: {
    status: 404,
    retry: 'never',
    message: 'No provider set up here serves the model "{model}".{hint}',
  },
  model_ambiguous: {
    status: 404,
    retry: 'never',
    message: 'Several providers list the model "{model}": ask for {names}.',
  },
  format_unsupported: {
    status: 400,
    retry: 'never',
    message: 'The provider "{provider}" does not speak this format: ask it at {path}.',
  },
  // Money
  budget_exceeded: {
    status: 429,
    retry: 'after-reset',
    message: 'The budget "{budget}" has {left} left of {limit}, and this request asks for {asked}. {when}',
  },
  budget_exhausted: {
    status: 402,
    retry: 'never',
    message:
      'The budget "{budget}" has {left} left of {limit}, and this request asks for {asked}. {when} Raise the budget{advice}.',
  },
  budget_too_small: {
    status: 402,
    retry: 'never',
    message:
      'This request can never pass: it asks for {asked}, and the limit of the budget "{budget}" is {limit}. Raise the budget{advice}.',
  },
  price_unknown: {
    status: 402,
    retry: 'never',
    message:
      'The model "{model}" has no known price, and the budget "{budget}" is in money: set a price for the model, or ask one whose price is known.',
  },
  request_unbounded: {
    status: 402,
    retry: 'never',
    message: 'The budget "{budget}" is strict, and this request has no upper bound: {reason}',
  },
  ledger_unavailable: {
    status: 503,
    retry: 'later',
    message: 'The request could not be journalled, so it was not sent.',
  },
  // The provider. Agents try every 5xx again for minutes, whatever `x-should-retry` says: 424 is what a person has to
  // put right first.
  provider_locked: {
    status: 424,
    retry: 'never',
    message: 'The key of the provider "{provider}" is locked: {reason}',
  },
  upstream_unreachable: {
    status: 502,
    retry: 'now',
    message: 'The provider "{provider}" could not be reached: {reason}.',
  },
  upstream_timeout: {
    status: 504,
    retry: 'now',
    message: 'The provider "{provider}" sent nothing for {timeoutMs} ms.',
  },
  upstream_truncated: {
    status: 502,
    retry: 'now',
    message: 'The provider "{provider}" broke off its answer.',
  },
  upstream_redirected: {
    status: 424,
    retry: 'never',
    message: 'The provider "{provider}" answered with a redirect, which is not followed.',
  },
  upstream_too_large: {
    status: 502,
    retry: 'never',
    message: 'The answer of "{provider}" is larger than this gateway takes.',
  },
  upstream_encoding_unknown: {
    status: 502,
    retry: 'never',
    message: 'The answer of "{provider}" is compressed in a way that cannot be read here: {encoding}.',
  },
  client_gone: { status: 499, retry: 'never', message: 'The caller left before the answer was complete.' },
  // The gateway
  shutting_down: { status: 503, retry: 'later', message: 'The gateway is shutting down.' },
  overloaded: { status: 503, retry: 'later', message: 'Too many bytes are in flight here at once.' },
  internal: { status: 500, retry: 'never', message: 'Something went wrong inside the gateway.' },
  // The admin door
  admin_unauthorized: {
    status: 401,
    retry: 'never',
    message: 'The admin token is missing or wrong: open the dashboard from the printed address.',
  },
  admin_method_unknown: { status: 404, retry: 'never', message: 'There is no admin method "{method}".' },
  input_invalid: { status: 400, retry: 'never', message: '{reason}' },
  provider_exists: { status: 409, retry: 'never', message: 'A provider named "{id}" is already set up.' },
  provider_unknown: { status: 404, retry: 'never', message: 'No provider named "{id}" is set up.' },
  client_exists: { status: 409, retry: 'never', message: 'A client token named "{name}" already exists.' },
  client_unknown: { status: 404, retry: 'never', message: 'No client token "{id}" exists.' },
  budget_unknown: { status: 404, retry: 'never', message: 'No budget "{id}" exists.' },
  price_not_set: {
    status: 404,
    retry: 'never',
    message: 'No price of your own is set for "{model}" of "{provider}".',
  },
  price_table_unknown: { status: 404, retry: 'never', message: 'No price table {id} is kept.' },
  price_table_unreachable: {
    status: 503,
    retry: 'later',
    message: 'The current prices could not be fetched: {reason}. Nothing was changed.',
  },
  price_table_invalid: {
    status: 502,
    retry: 'never',
    message: 'What was fetched is not a price table: {reason}. Nothing was changed.',
  },
  price_table_doubtful: {
    status: 409,
    retry: 'never',
    message:
      '{doubtful} changes in "{name}" are hard to believe. Look at them, and accept them if they are right.',
  },
  request_unknown: { status: 404, retry: 'never', message: 'No request "{id}" is in the log.' },
  entry_not_set_aside: {
    status: 404,
    retry: 'never',
    message: 'No entry {entry} waits for a repair.',
  },
  disk_full: {
    status: 503,
    retry: 'later',
    message: 'The disk is full, so this was not done. Make room on it, then do it again.',
  },
  vault_unavailable: { status: 503, retry: 'never', message: 'Keys cannot be stored: {reason}' },
  ipc_rejected: { status: 403, retry: 'never', message: "The call did not come from the app's own window." },
  // Starting
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
  },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errorTable
export type ErrorDetail = Readonly<Record<string, string | number | boolean | null>>

export class GatewayError extends Error {
  readonly code: ErrorCode // declared fields: parameter properties are not erasable syntax
  readonly detail: ErrorDetail

  constructor(code: ErrorCode, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(fill(errorTable[code].message, detail), options)
    this.name = 'GatewayError'
    this.code = code
    this.detail = detail
  }

  get status(): number {
    return errorTable[this.code].status
  }

  get retry(): ErrorRow['retry'] {
    return errorTable[this.code].retry
  }
}

function fill(template: string, detail: ErrorDetail): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? ''))
}

/** Anything thrown, as an error of the table; what is not known becomes `internal` with the cause kept. */
export function toGatewayError(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('internal', {}, { cause: error })
}
