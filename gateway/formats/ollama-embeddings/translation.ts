// Lets clients of the older endpoint for embeddings use providers of other formats. Nothing is translated into it, because
// every server that has it also has the newer one:
// https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embedding

import type { CallerEmbedding } from '../../chat/embedding.ts'
import { textAt } from '../ollama-chat/read-wishes.ts'
import { cannotLoad, failureBody, noteOthers } from '../ollama-embed/translation.ts'

const readMembers: ReadonlySet<string> = new Set(['model', 'prompt'])

export const callerEmbedding: CallerEmbedding = {
  readRequest({ body }, receipt) {
    noteOthers(body, readMembers, receipt)
    const prompt = textAt(body, 'prompt')
    if (prompt === '') throw cannotLoad('prompt')
    return { texts: [prompt] }
  },
  writeAnswer: ([embedding = []]) => ({ embedding }),
  failureBody,
}
