import type { ProviderTranslation } from '../../chat/translation.ts'
import { responsesCapabilities } from './capabilities.ts'
import { readResponsesFailure } from './read-failure.ts'
import { createResponsesDecoder, readWholeResponse } from './read-parts.ts'
import { writeResponsesRequest } from './write-request.ts'

export const responsesProviderTranslation: ProviderTranslation = {
  capabilities: responsesCapabilities,
  writeRequest: writeResponsesRequest,
  createDecoder: createResponsesDecoder,
  readWhole: readWholeResponse,
  readFailure: readResponsesFailure,
}
