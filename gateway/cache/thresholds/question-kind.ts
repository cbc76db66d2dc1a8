import type { CacheScope } from '../../contract/answer-cache.ts'

/** What a question asks for, coarsely: what is a good similarity for one kind is none for another. */
export const questionKinds = ['code', 'data', 'translation', 'writing', 'how-to', 'factual', 'other'] as const
export type QuestionKind = (typeof questionKinds)[number]

/** The kind of a long text is told by its beginning. */
const readCharacters = 2000

const programming =
  'javascript|typescript|python|java|kotlin|rust|golang|ruby|php|perl|haskell|scala|bash|powershell|zsh|c\\+\\+|c#|html|css|regex|regexp|git|docker|kubernetes|npm|react|django|node(?:\\.js)?|api|json|yaml|xml|linux|compiler|debugger|stack trace|exception|function|method|class|variable|algorithm|script|code|codebase|array|unit tests?|command line|terminal'
const dataTerms =
  'sql|pandas|dataframes?|numpy|excel|spreadsheets?|csv|pivot tables?|data ?sets?|database|regression|correlation|standard deviation|variance|median|average|mean of|percentiles?|outliers?|histogram|scatter ?plot|p-value|confidence interval|group by|inner join|left join|window functions?|dashboards?|power bi|tableau|vlookup|xlookup'
const texts =
  'emails?|e-mails?|letters?|essays?|articles?|blog posts?|poems?|stor(?:y|ies)|paragraphs?|sentences?|speech|summar(?:y|ies)|headlines?|slogans?|taglines?|cover letter|resume|cv|press release|report|caption|tweets?|post|message|outline|toast|haiku|limerick|song|lyrics|novel|bio|invitation|apology|review|memo|text'

const word = (terms: string, flags = 'i') =>
  new RegExp(`(?:^|[^\\p{L}\\p{N}_])(?:${terms})(?![\\p{L}\\p{N}_])`, `${flags}u`)

const translation =
  /(?:^|[^\p{L}])(?:translat(?:e|ed|es|ing|ion)|how (?:do|would|can) (?:you|i|we) say|what is the \p{L}+ (?:word|phrase|expression) for|what does .{1,80} mean in (?:english|french|german|spanish|italian|latin))(?![\p{L}])/iu
const fenced =
  /```|(?:^|\n)\s*(?:\$ |def |class |import |const |function |SELECT )|[A-Za-z_]\w*\([^)]*\)|=>|[{};]\s*(?:\n|$)/u
const data = word(dataTerms)
const code = word(programming)
const writes =
  /^(?:please\s+|can you\s+|could you\s+|would you\s+|help me\s+|i need you to\s+)*(?:write|draft|compose|rewrite|rephrase|reword|paraphrase|proofread|edit|polish|shorten|summari[sz]e|improve|correct|make this|come up with|suggest)(?![\p{L}])/iu
const writtenThing = word(texts)
const alwaysWriting =
  /^(?:\P{L}*)(?:please\s+|can you\s+|could you\s+)?(?:rewrite|rephrase|reword|paraphrase|proofread|summari[sz]e)(?![\p{L}])/iu
const howTo =
  /^(?:\P{L}*)(?:how (?:do|can|should|would|to|might)|how'd|what(?:'s| is) the (?:best|easiest|simplest|fastest|right|proper|quickest) way|(?:a |the |any )?ways? to|steps? (?:to|for)|guide to|(?:show|teach|tell|walk) me (?:how|through)|instructions? (?:for|to)|explain how to|i (?:want|need|would like) to)(?![\p{L}])/iu
const factual =
  /^(?:\P{L}*)(?:who|whose|whom|what|when|where|which|why|how (?:many|much|old|tall|long|far|big|often|fast|deep|high|large)|how does|how did|is|are|was|were|does|do|did|has|have|can|define|explain|name|list|tell me (?:what|who|when|where|why|about)|describe)(?![\p{L}])/iu

/** The kind of a question, by the first rule that fits. The same text always has the same kind. */
export function questionKind(question: string): QuestionKind {
  const text = question.slice(0, readCharacters).trim()
  if (translation.test(text)) return 'translation'
  if (alwaysWriting.test(text)) return 'writing'
  if (data.test(text)) return 'data'
  if (fenced.test(text)) return 'code'
  if (writes.test(text) && writtenThing.test(text)) return 'writing'
  if (code.test(text)) return 'code'
  if (writes.test(text)) return 'writing'
  if (howTo.test(text)) return 'how-to'
  if (factual.test(text)) return 'factual'
  return 'other'
}

/** The group that a question's hits are judged in: what scope its answers are shared in, and its kind, such as `team/how-to`. */
export function thresholdGroup(scope: CacheScope, question: string): string {
  return `${scope}/${questionKind(question)}`
}
