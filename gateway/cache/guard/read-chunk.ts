import { amountOf, decimal } from './amounts.ts'
import { currencyCodes } from './data/currencies.ts'
import { scaleSuffixes } from './data/number-words.ts'
import { units } from './data/units.ts'
import { type Lexeme, lexeme, word } from './lexeme.ts'

const number = '\\d[\\d,]*(?:\\.\\d+)?'
const signs = '(?:us|a|au|c|ca|nz|hk|s|r)?\\$|[€£¥₹₩₽₺₪₿]'
const sandwich = new RegExp(`^(-?)(${signs})(${number})([a-z]{0,2})$`, 'i')
const behind = new RegExp(`^(-?${number})([€£¥₹₩₽₺₪₿¢]|\\$)$`)
const percentage = new RegExp(`^([-+]?${number})%$`)
const glued = new RegExp(`^([-+]?${number})([a-zµ°²³/]+)$`, 'i')
const plain = new RegExp(`^[-+]?${number}$`)

/** `$5k`, `5€` and `10%`. */
function readMoney(text: string): Lexeme | undefined {
  const before = sandwich.exec(text)
  if (before !== null) {
    const [, minus = '', sign = '', digits = '', suffix = ''] = before
    const scale =
      suffix === ''
        ? 1
        : (scaleSuffixes.get(suffix.toLowerCase()) ??
          (/^m$/i.test(suffix) ? 1e6 : /^b$/i.test(suffix) ? 1e9 : 0))
    if (scale > 0)
      return lexeme(
        'currency',
        text,
        `${amountOf(minus + digits, scale)} ${currencyCodes.get(sign.toLowerCase()) ?? sign}`,
      )
  }
  const after = behind.exec(text)
  if (after !== null)
    return lexeme(
      'currency',
      text,
      `${amountOf(after[1] ?? '', 1)} ${currencyCodes.get(after[2] ?? '') ?? after[2]}`,
    )
  const percent = percentage.exec(text)
  return percent === null ? undefined : lexeme('percentage', text, `${decimal(percent[1] ?? '')}%`)
}

/** A unit by its name. `Mb` are bits, and `MB` bytes. */
export const unitOf = (text: string) =>
  units.get(/^[KMG]b$/.test(text) ? `${text.slice(0, 1).toLowerCase()}bit` : text.toLowerCase())

/** `5km`, `10k`, `21st` and `3D`. */
function readGlued(text: string): Lexeme | undefined {
  const found = glued.exec(text)
  if (found === null) return undefined
  const [, digits = '', letters = ''] = found
  const suffix = letters.toLowerCase()
  if (/^(?:st|nd|rd|th)$/.test(suffix)) return lexeme('number', text, `#${decimal(digits)}`)
  const scale = scaleSuffixes.get(suffix)
  if (scale !== undefined) return lexeme('number', text, amountOf(digits, scale))
  if (suffix === 'am' || suffix === 'pm') return readClock(text)
  const unit = suffix === 'm' ? undefined : suffix === 'in' ? units.get('inch') : unitOf(letters)
  return unit === undefined
    ? word(text, true)
    : lexeme('unit', text, `${amountOf(digits, unit.factor)} ${unit.base}`)
}

/** `15:30`, `3pm` and `3:30pm`. Seconds are kept where they are given. */
export function readClock(text: string): Lexeme | undefined {
  const found = /^(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?(am|pm)?$/i.exec(text)
  if (found === null || (found[2] === undefined && found[4] === undefined)) return undefined
  const [, hours = '', minutes = '00', seconds, half] = found
  const late = half === undefined ? Number(hours) : (Number(hours) % 12) + (/pm/i.test(half) ? 12 : 0)
  return lexeme(
    'time',
    text,
    `${late}:${minutes}${seconds === undefined || seconds === '00' ? '' : `:${seconds}`}`,
  )
}

/** Dates in digits. Where day and month could be either, the text alone is compared. */
function readDate(text: string): Lexeme | undefined {
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text)
  if (iso !== null) return lexeme('date', text, `${iso[1]}-${Number(iso[2])}-${Number(iso[3])}`)
  const other = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text)
  if (other === null) return undefined
  const [, first = '', second = '', year = ''] = other
  if (text.includes('.') || Number(first) > 12)
    return lexeme('date', text, `${year}-${Number(second)}-${Number(first)}`)
  if (Number(second) > 12) return lexeme('date', text, `${year}-${Number(first)}-${Number(second)}`)
  return lexeme('date', text, `${year}-${Number(first)}?${Number(second)}`)
}

function readDigits(text: string): Lexeme | undefined {
  if (plain.test(text)) return lexeme('number', text, decimal(text))
  return readDate(text) ?? readClock(text) ?? readMoney(text) ?? readGlued(text)
}

const emailOrUrl =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.|mailto:)|^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$|^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|dev|gov|edu)(?:\/|$)/i
const path =
  /^(?:~|\.{1,2})?[/\\]|^[a-z]:[/\\]|[/\\].*[/\\]|^[\w.-]+\/[\w.-]+\.\w{1,5}$|^\.[a-z]\w+$|^[\w-]+\.(?:py|js|ts|tsx|jsx|java|rs|go|rb|php|cs|cpp|css|html?|json|ya?ml|toml|xml|csv|tsv|xlsx?|docx?|pdf|txt|md|sh|sql|zip|tar|gz|png|jpe?g|gif|svg|mp[34]|ini|cfg|conf|log|env|ipynb|db|lock)$/i
const version = /^v?\d+(?:\.\d+){2,}(?:[-+][\w.]+)?$|^v\d+(?:\.\d+)*$/i
const codeSigns = /[=<>{}[\]|^;*\\$@#~`&]|\(.*\)|::|->|!=|\+\+$|^--?[a-z]/i
const identifierSigns =
  /^[a-z]+(?:[A-Z][a-z0-9]*)+$|^[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+$|\w_\w|^_\w|^[a-z]\w*(?:\.[a-z_]\w*)+$/

/** Names that only look like code. */
const plainNames =
  /^(?:c\+\+|c#|f#|node\.js|vue\.js|react\.js|next\.js|d3\.js|u\.s\.a?|e\.g|i\.e|a\.m|p\.m|\.net|asp\.net|r&d|q&a|at&t|p&l|[a-z]+(?:&)[a-z]+|JavaScript|TypeScript|PostgreSQL|MySQL|SQLite|MongoDB|GitHub|GitLab|YouTube|LinkedIn|PowerPoint|PowerShell|iPhone|iPad|macOS|iOS|DataFrame|DataFrames|OneDrive|WhatsApp|TikTok|PayPal|eBay|NumPy|SciPy|PyTorch|TensorFlow|FastAPI|ChatGPT|DevOps|GraphQL|NoSQL|LaTeX|JetBrains|IntelliJ|WordPress|DynamoDB|BigQuery|McDonald)$/i

/** No word is longer. It also bounds what the patterns above may cost. */
const longestChunk = 200

/** What a run of characters without white space and without punctuation around it is. */
export function readChunk(text: string, atStart: boolean): readonly Lexeme[] {
  if (/^[A-Z]?[a-z]+$/.test(text)) return [word(text, isCapital(text, atStart))]
  if (text.length > longestChunk) return [lexeme('code', text)]
  if (plainNames.test(text)) return [word(text, true)]
  if (/^[-+]?[\d$€£¥₹]|^(?:us|a|c|ca|au|nz|hk|s|r)\$\d/i.test(text)) {
    const range = /^(\d[\d,.]*)[-–](\d[\d,.]*)(%?)$/.exec(text)
    if (range !== null && !/^\d{4}-\d{2}$/.test(text)) {
      return [range[1], range[2]].flatMap((end, index) => [
        ...(index === 1 ? [word('to')] : []),
        ...(range[3] === '%'
          ? [lexeme('percentage', text, `${decimal(end ?? '')}%`)]
          : [lexeme('number', end ?? '', decimal(end ?? ''))]),
      ])
    }
    if (version.test(text)) return [lexeme('version', text, text.toLowerCase().replace(/^v/, ''))]
    const amount = readDigits(text)
    if (amount !== undefined) return [amount]
  }
  if (emailOrUrl.test(text)) return [lexeme('url', text, text.replace(/\/$/, ''))]
  if (version.test(text)) return [lexeme('version', text, text.toLowerCase().replace(/^v/, ''))]
  if (path.test(text) && !/^(?:and\/or|he\/she|[a-z]+\/[a-z]+)$/i.test(text)) return [lexeme('path', text)]
  if (codeSigns.test(text))
    return [
      lexeme(/^[\w.]+\(\)$/.test(text) ? 'identifier' : 'code', text, text.replace(/^([\w.]+)\(\)$/, '$1')),
    ]
  if (identifierSigns.test(text)) return [lexeme('identifier', text)]
  return readWords(text, atStart)
}

/** Words that are joined by dashes or slashes are words of their own. */
function readWords(text: string, atStart: boolean): readonly Lexeme[] {
  if (
    /^(?:e-mail|re-\w+|co-\w+|t-test|z-score|x-ray|plug-in|add-on|sign-up|set-up|thank-you|non-\w+|anti-\w+|scikit-learn)s?$/i.test(
      text,
    )
  )
    return [word(text)]
  return text
    .split(/[-–—/]+/)
    .filter(part => part !== '')
    .map((part, index) =>
      plain.test(part)
        ? lexeme('number', part, decimal(part))
        : word(part, isCapital(part, atStart && index === 0)),
    )
}

function isCapital(text: string, atStart: boolean): boolean {
  if (!/^\p{Lu}/u.test(text) || text === 'I' || /^I['’]/.test(text)) return false
  return !atStart || /^\p{Lu}[\p{Lu}\d]+s?$/u.test(text)
}
