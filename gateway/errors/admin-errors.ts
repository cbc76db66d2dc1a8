import type { ErrorRow } from './error-row.ts'

export const adminErrors = {
  admin_unauthorized: {
    status: 401,
    retry: 'never',
    message: 'The admin token is missing or wrong: open the dashboard from the printed address.',
  },
  admin_method_unknown: { status: 404, retry: 'never', message: 'There is no admin method "{method}".' },
  input_invalid: { status: 400, retry: 'never', message: '{reason}' },
  provider_exists: { status: 409, retry: 'never', message: 'A provider named "{id}" is already set up.' },
  provider_unknown: { status: 404, retry: 'never', message: 'No provider named "{id}" is set up.' },
  provider_key_unknown: {
    status: 404,
    retry: 'never',
    message: 'The provider "{provider}" has no key named "{name}".',
  },
  client_exists: { status: 409, retry: 'never', message: 'A client token named "{name}" already exists.' },
  client_unknown: { status: 404, retry: 'never', message: 'No client token "{id}" exists.' },
  budget_unknown: { status: 404, retry: 'never', message: 'No budget "{id}" exists.' },
  route_not_set: { status: 404, retry: 'never', message: 'There is no route "{name}".' },
  price_not_set: {
    status: 404,
    retry: 'never',
    message: 'No price of your own is set for "{model}" of "{provider}".',
  },
  price_table_unknown: {
    status: 404,
    retry: 'never',
    message: 'No price table {id} is kept.',
    detail: { id: 'number' },
  },
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
    detail: { doubtful: 'number' },
  },
  local_server_unknown: {
    status: 404,
    retry: 'never',
    message: 'No server of your own was found at "{address}".',
  },
  local_pull_refused: { status: 409, retry: 'never', message: 'The model: {reason}.' },
  trial_running: {
    status: 409,
    retry: 'never',
    message: 'A question is being answered: wait for its end, or stop it.',
  },
  trial_unknown: {
    status: 404,
    retry: 'never',
    message: 'No question {id} is kept: a newer one was asked.',
    detail: { id: 'number' },
  },
  request_unknown: { status: 404, retry: 'never', message: 'No request "{id}" is in the log.' },
  request_not_running: { status: 404, retry: 'never', message: 'The request "{id}" has ended already.' },
  cache_hit_unknown: { status: 404, retry: 'never', message: 'The cache keeps no hit "{id}".' },
  entry_not_set_aside: {
    status: 404,
    retry: 'never',
    message: 'No entry {entry} waits for a repair.',
    detail: { entry: 'number' },
  },
  disk_full: {
    status: 503,
    retry: 'later',
    message: 'The disk is full, so this was not done. Make room on it, then do it again.',
  },
  vault_unavailable: { status: 503, retry: 'never', message: 'Keys cannot be stored: {reason}' },
  ipc_rejected: { status: 403, retry: 'never', message: "The call did not come from the app's own window." },
} as const satisfies Record<string, ErrorRow>
