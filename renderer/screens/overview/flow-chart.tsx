import { Box } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { Outcome } from '../../../gateway/contract/chat.ts'
import type { FlowPath } from '../../../gateway/contract/flows.ts'
import classes from './flow-chart.module.css'
import { barWidth, type FlowLink, type FlowNode, flowColumns, layOutFlows } from './flow-layout.ts'
import { clientsNamed, countedHash } from './requests-link.ts'

const height = 264
const headHeight = 22
/** Right of the last column, for its labels. */
const lastLabelWidth = 126
const leastGap = 18
/** Of the labels' letters, on average. */
const letterWidth = 6.6

interface FlowChartProps {
  readonly paths: readonly FlowPath[]
  readonly weigh: (path: FlowPath) => number
  readonly format: (value: number) => string
  /** When the period begins whose requests are drawn. */
  readonly sinceMs: number
}

/** The ways of requests from the clients to the outcomes, as bands. The table beside it says the same in words. */
export function FlowChart({ paths, weigh, format, sinceMs }: FlowChartProps) {
  const { t } = useTranslation()
  const { ref, width } = useElementSize()
  const plotWidth = Math.max(0, width - lastLabelWidth - barWidth)
  const { nodes, links } = layOutFlows(paths, weigh, { width: plotWidth, height, leastGap })
  const nameOf = useFlowNames()
  const columnWidth = plotWidth / (flowColumns.length - 1)
  return (
    <Box ref={ref} component="figure" m={0} className={classes.frame} aria-label={t('flows.picture')}>
      {width > 0 && (
        <svg width={width} height={height + headHeight} className={classes.picture}>
          <title>{t('flows.picture')}</title>
          {flowColumns.map((column, index) => (
            <text key={column} x={columnWidth * index} y={10} className={classes.head}>
              {t(`flows.columns.${column}`)}
            </text>
          ))}
          <g transform={`translate(0 ${headHeight})`}>
            {links.map(link => (
              <path
                key={link.key}
                d={bandOf(link)}
                strokeWidth={link.thickness}
                className={classes.band}
                data-tone={link.tone}
              >
                <title>{`${nameOf(link.from)} → ${nameOf(link.to)}: ${format(link.value)}`}</title>
              </path>
            ))}
            {nodes.map(node => (
              <Bar
                key={node.key}
                node={node}
                name={nameOf(node)}
                value={format(node.value)}
                href={hrefOf(node, paths, sinceMs)}
                room={node.column === 'outcome' ? lastLabelWidth : columnWidth}
              />
            ))}
          </g>
        </svg>
      )}
    </Box>
  )
}

interface BarProps {
  readonly node: FlowNode
  readonly name: string
  readonly value: string
  readonly href: string | undefined
  /** From this bar to what is right of it, in pixels. */
  readonly room: number
}

function Bar({ node: { x, y, height: barHeight }, name, value, href, room }: BarProps) {
  const letters = Math.max(3, Math.floor((room - barWidth - 10) / letterWidth))
  const withValue = `${name} ${value}`.length <= letters
  const drawn = (
    <g>
      <title>{`${name}: ${value}`}</title>
      <rect x={x} y={y} width={barWidth} height={barHeight} rx={2} className={classes.bar} />
      <text x={x + barWidth + 5} y={y + barHeight / 2} className={classes.label}>
        {name.length <= letters ? name : `${name.slice(0, letters - 1)}…`}
        {withValue && <tspan className={classes.value}>{` ${value}`}</tspan>}
      </text>
    </g>
  )
  return href === undefined ? drawn : <a href={href}>{drawn}</a>
}

/** The requests of a client, a provider or an outcome. The log is not searched by the route that was asked for. */
function hrefOf({ column, name }: FlowNode, paths: readonly FlowPath[], sinceMs: number): string | undefined {
  if (name.type !== 'name') return undefined
  if (column === 'client') return countedHash({ from: sinceMs, client: clientsNamed(name.name, paths) })
  if (column === 'provider') return countedHash({ from: sinceMs, provider: name.name })
  return column === 'outcome' ? countedHash({ from: sinceMs, outcome: [name.name as Outcome] }) : undefined
}

/** A line from bar to bar that leaves and arrives level. */
function bandOf({ from, to, fromY, toY }: FlowLink): string {
  const start = from.x + barWidth
  const middle = (start + to.x) / 2
  return `M${start},${fromY} C${middle},${fromY} ${middle},${toY} ${to.x},${toY}`
}

function useFlowNames(): (node: FlowNode) => string {
  const { t } = useTranslation()
  return ({ column, name }) => {
    if (name.type === 'others') return t('flows.others')
    if (name.type === 'none') return column === 'outcome' ? '' : t(`flows.none.${column}`)
    return column === 'outcome' ? t(`outcome.${name.name as Outcome}`) : name.name
  }
}
