import type { ProviderTranslation } from '../../chat/translation.ts'
import { readResponsesFailure } from './read-failure.ts'
import { createResponsesDecoder, readWholeResponse } from './read-parts.ts'
import { writeResponsesRequest } from './write-request.ts'

export const responsesProviderTranslation: ProviderTranslation = {
  writeRequest: writeResponsesRequest,
  createDecoder: createResponsesDecoder,
  readWhole: readWholeResponse,
  readFailure: readResponsesFailure,
}
