import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { join } from 'node:path'

const file = join(import.meta.dirname, 'RESULTS.md')

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2
}

/** The median and, in brackets, the smallest and the largest value. */
export function spread(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map(line).join('\n')
}

export function machine(): string {
  const all = cpus()
  const memoryGb = (totalmem() / 2 ** 30).toFixed(0)
  return `${all[0]?.model.trim()}, ${all.length} cores, ${memoryGb} GB, ${platform()} ${arch()}, Node ${process.versions.node}`
}

/** Prints one benchmark's section and writes it to RESULTS.md, where it replaces the section of the last run. */
export function report(title: string, body: string): void {
  const section = sectionOf(title, body)
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Benchmark results\n'
  const [intro = '', ...sections] = before.split(/^(?=## )/m)
  const others = sections.filter(each => !each.startsWith(`## ${title}\n`))
  writeFileSync(file, `${[intro, ...others, section].map(each => each.trim()).join('\n\n')}\n`)
  process.stdout.write(`\n${section}\n`)
}

/** Prints a section without keeping it. */
export function print(title: string, body: string): void {
  process.stdout.write(`\n${sectionOf(title, body)}\n`)
}

function sectionOf(title: string, body: string): string {
  const day = new Date().toISOString().slice(0, 10)
  return `## ${title}\n\n${day}. ${machine()}.\n\n${body.trim()}\n`
}
