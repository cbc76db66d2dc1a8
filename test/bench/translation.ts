// Measures what it costs to translate between wire formats: streams through the built gateway, and long conversations in this
// process.
//   npm run bench -- --only translation
//   npm run bench -- --only translation --rounds 2 --seconds 1    (quick, not kept)
import { benchTranslatedConversation } from './translated-conversation.ts'
import { benchFirstBytes, benchPacedStreams, type StreamOptions } from './translated-streams.ts'

/** The streams at a model's pace last this many times as long as a round of the others. */
const pacedRounds = 10

export async function benchTranslation(options: StreamOptions): Promise<string> {
  const conversation = await benchTranslatedConversation()
  const firstBytes = await benchFirstBytes(options)
  const paced = await benchPacedStreams({ ...options, seconds: options.seconds * pacedRounds })
  return [firstBytes, paced, conversation].join('\n\n')
}
