import type { ReadingPace } from '../bytes/relay.ts'
import type { Config } from '../config/schema.ts'
import type { AttemptEnd } from '../contract/attempts.ts'
import type { Settlement } from '../ledger/ledger.ts'
import type { SecretFilter } from '../redaction/secret-filter.ts'

export interface RespondDeps {
  readonly config: Config
  /** Ends and settles the attempt by what is known of its answer. Only the first call counts. */
  readonly close: (how: AttemptEnd) => Settlement | undefined
  readonly readingPace: ReadingPace
  /** Finds the provider's key, which must not appear in an answer. */
  readonly secret: SecretFilter | undefined
}
