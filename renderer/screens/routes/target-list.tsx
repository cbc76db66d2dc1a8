import { Button, VisuallyHidden } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { moved, useDragOrder } from '../../components/use-drag-order.ts'
import { type GroupFields, newTarget, type TargetFields } from './route-fields.ts'
import { mostTargets } from './route-problems.ts'
import classes from './routes.module.css'
import { TargetRow } from './target-row.tsx'

interface TargetListProps {
  readonly group: GroupFields
  /** Counted from 0. */
  readonly groupIndex: number
  readonly models: readonly string[]
  readonly errorOf: (path: string) => string | undefined
  readonly onChange: (targets: readonly TargetFields[]) => void
}

/** The targets of a group. They are put in order by dragging, with the arrow keys on a handle, or with buttons. */
export function TargetList({ group, groupIndex, models, errorOf, onChange }: TargetListProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const [told, setTold] = useState('')
  const { targets, strategy } = group
  const move = (from: number, to: number) => {
    const next = moved(targets, from, to)
    if (next === targets) return
    onChange(next)
    setTold(
      t('routeForm.moved', { target: targets[from]?.target ?? '', place: to + 1, count: targets.length }),
    )
  }
  const order = useDragOrder(list, move)
  return (
    <>
      <ul ref={list} className={classes.targets}>
        {targets.map((target, index) => (
          <li
            key={target.key}
            className={classes.target}
            data-dragged={order.isDragged(index) || undefined}
            data-drop={order.dropSide(index)}
          >
            <TargetRow
              target={target}
              path={`groups.${groupIndex}.targets.${index}`}
              label={t('routeForm.target', { number: index + 1, group: groupIndex + 1 })}
              isWeighted={strategy === 'weighted'}
              isFirst={index === 0}
              isLast={index === targets.length - 1}
              models={models}
              handle={order.handle(index)}
              errorOf={errorOf}
              onChange={changed => onChange(targets.with(index, changed))}
              onMove={step => move(index, index + step)}
              onRemove={targets.length > 1 ? () => onChange(targets.toSpliced(index, 1)) : undefined}
            />
          </li>
        ))}
      </ul>
      <VisuallyHidden aria-live="polite">{told}</VisuallyHidden>
      <Button
        size="compact-sm"
        variant="subtle"
        w="fit-content"
        leftSection={<IconPlus size={14} />}
        disabled={targets.length >= mostTargets}
        aria-label={t('routeForm.addTargetTo', { group: groupIndex + 1 })}
        onClick={() => onChange([...targets, newTarget()])}
      >
        {t('routeForm.addTarget')}
      </Button>
    </>
  )
}
