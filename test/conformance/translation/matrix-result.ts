// What the run of the matrix observed, and the page of the docs that is made of it.
import type { TranslatedClient } from './client.ts'
import { type ScenarioName, scenarioNames, scenarioTitles } from './scenario-names.ts'
import type { Upstream } from './upstream.ts'

/** Of a scenario in both ways, whole and streamed: how often it passed, or why there is nothing to try. */
type Cell = { passed: number; readonly tries: number } | { readonly because: string }

export class MatrixResult {
  readonly #clients: readonly TranslatedClient[]
  readonly #upstreams: readonly Upstream[]
  readonly #cells = new Map<string, Cell>()

  constructor(clients: readonly TranslatedClient[], upstreams: readonly Upstream[]) {
    this.#clients = clients.toSorted(byName)
    this.#upstreams = upstreams.toSorted(byName)
  }

  /** To be called before the scenario is tried so many times. */
  expect(client: TranslatedClient, upstream: Upstream, scenario: ScenarioName, tries: number): void {
    this.#cells.set(keyOf(client, upstream, scenario), { passed: 0, tries })
  }

  cannot(client: TranslatedClient, upstream: Upstream, scenario: ScenarioName, because: string): void {
    this.#cells.set(keyOf(client, upstream, scenario), { because })
  }

  passed(client: TranslatedClient, upstream: Upstream, scenario: ScenarioName): void {
    const cell = this.#cells.get(keyOf(client, upstream, scenario))
    if (!cell || !('passed' in cell)) throw new Error('It was not expected')
    cell.passed++
  }

  /** Cells of which not all tries passed. */
  failed(): readonly string[] {
    return [...this.#cells].flatMap(([key, cell]) =>
      'passed' in cell && cell.passed < cell.tries ? key : [],
    )
  }

  page(): string {
    const reasons: string[] = []
    const tables = this.#clients.map(client => this.#tableOf(client, reasons))
    const notes = reasons.map((reason, index) => `${index + 1}. ${reason}`)
    return `${introduction}\n${tables.join('\n')}\n## Why there is nothing to try\n\n${notes.join('\n')}\n`
  }

  #tableOf(client: TranslatedClient, reasons: string[]): string {
    const isTried = (upstream: Upstream) =>
      scenarioNames.some(scenario => this.#cells.has(keyOf(client, upstream, scenario)))
    const tried = this.#upstreams.filter(isTried)
    const others = this.#upstreams.filter(upstream => !isTried(upstream)).map(({ format }) => `\`${format}\``)
    const heads = tried.map(({ format }) =>
      format === client.format ? `\`${format}\` (its own)` : `\`${format}\``,
    )
    const rows = scenarioNames.map(scenario => {
      const cells = tried.map(upstream => this.#mark(client, upstream, scenario, reasons))
      return `| ${scenarioTitles[scenario]} | ${cells.join(' | ')} |\n`
    })
    return `## ${client.name}: \`${client.format}\`

|  | ${heads.join(' | ')} |
|---|${'---|'.repeat(heads.length)}
${rows.join('')}${others.length === 0 ? '' : untranslated(client, others)}`
  }

  #mark(client: TranslatedClient, upstream: Upstream, scenario: ScenarioName, reasons: string[]): string {
    const cell = this.#cells.get(keyOf(client, upstream, scenario))
    if (!cell) return 'not tried'
    if ('passed' in cell) return cell.passed === cell.tries ? 'yes' : `${cell.passed} of ${cell.tries}`
    if (!reasons.includes(cell.because)) reasons.push(cell.because)
    return `– (${reasons.indexOf(cell.because) + 1})`
  }
}

function untranslated({ format }: TranslatedClient, others: readonly string[]): string {
  return `\nIt is not translated into ${others.join(', ')}: providers of these speak \`${format}\` too, and are asked in that.\n`
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1

function keyOf(client: TranslatedClient, upstream: Upstream, scenario: ScenarioName): string {
  return `${client.name} to ${upstream.name}: ${scenarioTitles[scenario]}`
}

const introduction = `# Conformance

<!-- Written by a test: npx vitest run test/conformance/translation.test.ts -u -->

Official clients, each as people use it, with its helpers for streams and for structured answers, are pointed at a gateway that
listens on a real socket. Behind it is a provider that answers in the documented bytes of one format. This page is the result of the run: the test fails where it is not. What the formats themselves
can say is on the page [Translation](translation.md).

The columns are the formats in which the provider is asked.

- **yes**: the client got what the provider said, and the provider what the client asked. It was tried twice, with an answer that comes
  whole and with one that is streamed.
- **–**: there is nothing to try. The number is that of the reason below the tables.
`
