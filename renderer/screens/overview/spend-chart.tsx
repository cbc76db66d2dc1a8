import { BarChart } from '@mantine/charts'
import { Anchor, Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Spend } from '../../../gateway/contract/spend.ts'
import { money, numbers, times } from '../../format/formats.ts'
import { seriesColors } from '../../theme/colors.ts'
import classes from './legend.module.css'
import { countedHash, groupFilter } from './requests-link.ts'
import { roundTicks } from './round-ticks.ts'
import type { SpendSeries } from './spend-series.ts'

interface SpendChartProps {
  readonly spend: Spend
  readonly series: SpendSeries
  readonly nameOf: (id: string | null | 'others') => string
  readonly height: number
}

const othersColor = 'var(--mantine-color-gray-5)'

const colorOf = (group: number | 'others'): string =>
  group === 'others' ? othersColor : (seriesColors[group % seriesColors.length] ?? othersColor)

/** Stacked bars. A bar, and an entry of the legend, leads to its requests. */
export function SpendChart({ spend, series: drawn, nameOf, height }: SpendChartProps) {
  const ticks = roundTicks(drawn.largestDollars)
  const idOf = (group: number | 'others') =>
    group === 'others' ? 'others' : (spend.groups[group]?.id ?? null)
  const goTo = (group: number | 'others', index: number): void => {
    const id = idOf(group)
    const from = spend.points[index]?.startMs
    const to = spend.points[index + 1]?.startMs ?? spend.toMs
    const named = group === 'others' ? {} : groupFilter(spend.by, id)
    if (from !== undefined) window.location.hash = countedHash({ from, to, ...named })
  }
  return (
    <>
      <BarChart
        h={height - 8}
        data={[...drawn.points]}
        dataKey="label"
        type="stacked"
        series={drawn.series.map(({ key, group }) => ({ name: key, color: colorOf(group) }))}
        strokeDasharray="0"
        gridColor="var(--gatehouse-border)"
        tickLine="none"
        maxBarWidth={22}
        barProps={({ name }) => ({
          isAnimationActive: false,
          cursor: 'pointer',
          onClick: (_, index) => goTo(drawn.series.find(({ key }) => key === name)?.group ?? 'others', index),
        })}
        xAxisProps={{ minTickGap: 30 }}
        yAxisProps={{
          width: 'auto',
          ticks: [...ticks],
          domain: [0, ticks.at(-1) ?? 0],
          tickFormatter: money.axis,
        }}
        tooltipProps={{
          content: ({ active, activeIndex }) =>
            active && activeIndex !== undefined && activeIndex !== null ? (
              <PointTooltip spend={spend} index={Number(activeIndex)} nameOf={nameOf} />
            ) : null,
        }}
      />
      <ul className={classes.legend}>
        {drawn.series.map(({ key, group }) => (
          <LegendEntry key={key} spend={spend} group={group} name={nameOf(idOf(group))} />
        ))}
      </ul>
    </>
  )
}

interface LegendEntryProps {
  readonly spend: Spend
  readonly group: number | 'others'
  readonly name: string
}

/** The others have no link, because no filter says who they are. */
function LegendEntry({ spend, group, name }: LegendEntryProps) {
  const named = group === 'others' ? undefined : spend.groups[group]
  const filter = named && groupFilter(spend.by, named.id)
  const cost = group === 'others' ? spend.othersNanoUsd : (named?.costNanoUsd ?? '0')
  const entry = (
    <>
      <span className={classes.swatch} style={{ background: colorOf(group) }} aria-hidden />
      <span className={classes.name}>{name}</span>
      <span className={classes.value}>{money.short(cost)}</span>
    </>
  )
  if (filter === undefined) {
    return (
      <li className={classes.entry} title={money.exact(cost)}>
        {entry}
      </li>
    )
  }
  const href = countedHash({ from: spend.fromMs, ...filter })
  return (
    <li>
      <Anchor size="sm" className={classes.entry} href={href} title={money.exact(cost)}>
        {entry}
      </Anchor>
    </li>
  )
}

interface PointTooltipProps extends Pick<SpendChartProps, 'spend' | 'nameOf'> {
  readonly index: number
}

/** One hour or day with all that it consists of, and the total. */
function PointTooltip({ spend, nameOf, index }: PointTooltipProps) {
  const { t } = useTranslation()
  const point = spend.points[index]
  if (!point) return null
  const day = times.dayOf(point.startMs)
  const named = point.groupNanoUsd.reduce((sum, cost) => sum + BigInt(cost), 0n)
  const others = BigInt(point.costNanoUsd) - named
  const rows = [
    ...point.groupNanoUsd.map((cost, group) => ({
      group,
      name: nameOf(spend.groups[group]?.id ?? null),
      cost,
    })),
    { group: 'others', name: nameOf('others'), cost: String(others) } as const,
  ].filter(({ cost }) => cost !== '0')
  return (
    <Paper shadow="md" className={classes.tooltip}>
      <Text size="xs" fw={600} mb={4}>
        {spend.range === '24h' ? `${day}, ${times.hourOf(point.startMs)}` : day}
      </Text>
      {rows.map(({ group, name, cost }) => (
        <div key={group} className={classes.row}>
          <span>
            <span className={classes.swatch} style={{ background: colorOf(group) }} />
            <span className={classes.name}>{name}</span>
          </span>
          <span className={classes.value}>{money.short(cost)}</span>
        </div>
      ))}
      <div className={`${classes.row} ${classes.total}`}>
        <span>
          {t('overview.totalOf', { count: point.requests, formatted: numbers.count(point.requests) })}
        </span>
        <span>{money.short(point.costNanoUsd)}</span>
      </div>
    </Paper>
  )
}
